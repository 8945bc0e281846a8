"""What tells who and where, as regular expressions."""

from __future__ import annotations

import re

_HEX = "[0-9a-fA-F]"
_UUID = rf"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_NIL = "00000000-0000-0000-0000-000000000000"
# A message that was cut at a limit ends within an id.
_CUT = rf"{_HEX}{{8}}-(?:{_HEX}{{4}}-){{0,3}}{_HEX}{{0,12}}(?=$|\.\.\.|…)"

# Names that a user or an operator chose, as JSON, as Python's repr, or as name=value.
_KEYS = (
    r"(?:OS-EXT-SRV-ATTR:)?(?:display_name|display_description|hostname|hypervisor_hostname|key_name|server_name|name"
    r"|user_id|user_name|user_domain_id|project_id|project_name|project_domain_id|tenant_id|description|locked_reason"
    r"|user_data|contents|adminPass|admin_pass|password|flavor|flavorRef|flavor_name|original_name|image_name|label"
    r"|physical_network|availability_zone)"
)
_QUOTE = r"\\{0,8}[\"']"
CHOSEN = rf"(?<![\w-]){_KEYS}(?:{_QUOTE})?\s*[:=]\s*u?{_QUOTE}(?P<chosen>(?:(?!{_QUOTE}).)+)(?={_QUOTE})"
# The same without quotes: in a list of name=value, and in the query of a URL.
BARE = (
    rf"(?:(?<![\w-])(?:display_name|hostname|hypervisor_hostname|key_name)|(?<=[?&])(?:{_KEYS}|host|image|ip6?))"
    r"=(?P<bare>[^\s,;&'\"()\[\]{}]+)"
)
# What users hang on their servers: all that is quoted within is theirs.
METADATA = rf"(?<![\w-])metadata(?:{_QUOTE})?\s*[:=]\s*\{{(?P<metadata>[^{{}}]+)\}}"
QUOTED = rf"({_QUOTE})((?:(?!{_QUOTE}).)+)(?={_QUOTE})"

IDENTIFIERS = "|".join(
    (
        rf"(?P<request>(?<![0-9a-zA-Z])req-{_HEX}[0-9a-fA-F-]{{3,}})",
        rf"(?P<device>(?<![0-9a-zA-Z])(?:tap|qbr|qvo|qvb|vhu|brq|q[rg]-|ha-|sg-){_HEX}{{8}}-{_HEX}{{2}}(?![0-9a-zA-Z]))",
        rf"(?P<guest>(?<![0-9a-zA-Z])instance-{_HEX}{{8}}(?![0-9a-zA-Z]))",
        rf"(?P<identity>(?<!{_HEX})(?!{_NIL})(?:{_UUID}(?!{_HEX})|{_CUT})|(?<![0-9a-zA-Z]){_HEX}{{32,128}}(?![0-9a-zA-Z]))",
        # Without colons in the names of libvirt's network filters; all of OpenStack's begin with fa16.
        rf"(?P<mac>(?<![0-9a-zA-Z:-]){_HEX}{{2}}(?::{_HEX}{{2}}){{5}}(?![0-9a-zA-Z]|:{_HEX}{{2}})|(?<!\w)fa16{_HEX}{{8}}(?!\w))",
        r"(?P<v4>(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d))",
        rf"(?P<v6>(?:(?<![\w:.])|(?<=[g-zG-Z]:)){_HEX}{{0,4}}:[0-9a-fA-F:]*:[0-9a-fA-F.]*(?![\w:]))",
        r"(?P<login>(?<=://)[^/@\s'\"]+(?=@))",
        r"(?P<mail>(?<![\w.+-])[\w.+-]+@[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)+)",
        r"(?P<token>(?<!\w)gAAAA[\w-]{20,}={0,2})",
    )
)

# A file below a folder that every system has; what begins with another is more likely part of a URL.
PATH = (
    r"(?P<path>(?<![\w.:/])/(?:home|root|srv|mnt|media|var|opt|etc|tmp|run|data|export|nfs|usr|lib)"
    r"(?:/[^\s\"'<>|,;:()\[\]{}\\]+)+)"
)
# Folders and files that tell nothing of a site.
COMMON = re.compile(
    r"home|root|srv|mnt|media|var|opt|etc|tmp|run|data|export|nfs|usr|lib|lib64|share|bin|local|stack|logs?|libvirt|qemu"
    r"|nova|instances|_base|disk(?:\.(?:config|info|swap|local|rescue))?|console\.log|kolla|openstack|venvs?|devstack"
    r"|(?:site|dist)-packages|locks|images|snapshots|api-paste\.ini|nova\.conf|containers|pods|journal|docker|oslo|eggs"
    r"|archive|old|current|netns|_del|_resize|\.local|python[23](?:\.\d+)?|\d{1,4}|\d{4}-\d\d-\d\d|\.+"
)
DOMAIN = r"(?:\.[A-Za-z][A-Za-z0-9-]*)*"
OF_A_POD = re.compile(r"([^_]+)_([^_]+)_(.+-[0-9a-f]{64}\.log.*)")
# Parts of the names of log files that tell nothing of a site: services, forms, rotation.
OF_A_LOG = re.compile(
    r"nova|api|os|metadata|wsgi|conductor|scheduler|compute|placement|super|cell\d*|osapi|n|cpu|cond|sch|cauth|novnc"
    r"|novncproxy|consoleauth|neutron|glance|cinder|keystone|heat|ironic|server|agent|registry|volume|backup|q|g|c"
    r"|openvswitch|dhcp|l3|screen|devstack|service|uwsgi|access|error|logs?|gz|xz|bz2|zst|jsonl?|csv|txt|out|export"
    r"|journal|syslog|messages|docker|kolla|openstack|stdout|stderr|\d{1,4}|\d{8}(?:\d{6})?"
)
PACKAGES = ("site-packages", "dist-packages")
OWN_CODE = re.compile(r"nova|oslo_\w+|oslo\w*|keystoneauth1|\w+client|eventlet|sqlalchemy|libvirt\w*|os_\w+|amqp|kombu")

# Where a host is named that wrote no line.
HOSTS = (
    re.compile(r"\(([A-Za-z0-9][\w.-]*), ([A-Za-z0-9][\w.-]*)\) (?:ram|disk)\b"),
    re.compile(
        rf"(?<![\w-])(?:host|node|nodename|dest|hypervisor_hostname)(?:{_QUOTE})?[:=]\s*u?{_QUOTE}([A-Za-z0-9][\w.-]*){_QUOTE}"
    ),
    re.compile(r"(?<![\w-])(?:host|node|nodename|hypervisor_hostname)=([A-Za-z0-9][\w.-]*)"),
    re.compile(r"\b(?:https?|amqps?|rabbit|mysql(?:\+\w+)?|qemu(?:\+\w+)?|tcp|ssh)://(?:[^/@\s]*@)?([A-Za-z][\w.-]*)"),
    re.compile(r"\bon ([A-Za-z][\w.-]*):\d{2,5}\b"),
    # Full names in any text; the last part must be one that no module and no file has.
    re.compile(
        r"(?<![\w.@-])(?!threading\.)([A-Za-z0-9][\w-]*(?:\.[\w-]+)*\.(?:com|net|org|edu|gov|eu|de|uk|fr|ch|nl|se|fi|dk|cz"
        r"|jp|cn|ru|br|au|ca|kr|cloud|local|lan|localdomain|internal|intern|corp|example|invalid))(?![\w.-]*\w)"
    ),
)
# Of a line's context: what follows the requests, by default user, project, domain, scope, and the domains of both.
CONTEXT = re.compile(r"\[(?:None )?(?:req-[0-9a-f-]+ )+([^\s\]]+(?: [^\s\]]+){0,7})\]")
