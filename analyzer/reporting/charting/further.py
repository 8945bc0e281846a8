"""Lifelines that no log line stands on: the message queue, and the hypervisor of each compute."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.reporting.chart import Lifeline, Message, rewritten, used

if TYPE_CHECKING:
    from collections.abc import Collection

    from analyzer.reporting.chart import Chart, Row

QUEUE = Lifeline("queue", "message queue", "queue")

# The ids of the catalogue say in the past tense what has happened (`libvirt.destroyed`), else what begins.
_ANSWERED = re.compile(
    r"(?:ed|done|ok|complete|shutdown|running|timeout|error|failure|progress|fallback|incompatible|stuck|small|active)$"
)
TOLD = "lifecycle."
_ASKED = "libvirt."


def with_queue(chart: Chart) -> Chart:
    """Return the chart with the queue between the services: each message between two of them becomes two.

    nova's services reach each other through oslo.messaging only (nova.rpc, all releases): a compute's topic is
    `compute` with its host behind it, and an answer comes back on a queue of the caller's own.
    """
    services = {lifeline.key: lifeline for lifeline in chart.lifelines if lifeline.kind == "service"}

    def through(message: Message) -> tuple[Row, ...]:
        ends = {message.sender, message.receiver}
        if message.sender == message.receiver or not ends <= services.keys():
            return (message,)
        put = _bare(message, _topic(message, services[message.receiver]))
        return replace(put, receiver=QUEUE.key), replace(message, sender=QUEUE.key)

    rows = rewritten(chart.rows, through)
    actors = sum(lifeline.kind == "actor" for lifeline in chart.lifelines)
    api = actors + sum(lifeline.key == "api" for lifeline in chart.lifelines)
    lifelines = (*chart.lifelines[:api], QUEUE, *chart.lifelines[api:])
    return replace(chart, rows=rows, lifelines=used(lifelines, rows))


def _bare(message: Message, text: str) -> Message:
    """Return the arrow of a message without what belongs to the line that came of it."""
    return replace(message, text=text, event=None, expected="", mark="", codes=(), time=None)


def _topic(message: Message, receiver: Lifeline) -> str:
    if message.arrow == "reply":
        return "reply"
    service = receiver.title.rpartition("nova-")[2]
    return f"{message.arrow} {service}.{receiver.host}" if receiver.host else f"{message.arrow} {service}"


def with_hypervisor(chart: Chart, computes: Collection[str]) -> Chart:
    """Return the chart with libvirt beside each compute that has something to do with it.

    Args:
        chart: any chart.
        computes: the keys of the computes' lifelines.
    """
    beside = {key: Lifeline(f"{key} libvirt", "libvirt", "hypervisor") for key in computes}

    def asked(message: Message) -> tuple[Row, ...]:
        libvirt = beside.get(message.receiver)
        event = message.event or ""
        if libvirt is None or not event.startswith((_ASKED, TOLD)):
            return (message,)
        before: tuple[Row, ...] = () if message.arrow == "own" else (_bare(message, ""),)
        if event.startswith(TOLD):
            return *before, replace(message, sender=libvirt.key, arrow="cast")
        if _ANSWERED.search(event):
            return *before, replace(message, sender=libvirt.key, arrow="reply")
        return *before, replace(message, sender=message.receiver, receiver=libvirt.key, arrow="call")

    rows = rewritten(chart.rows, asked)
    lifelines: list[Lifeline] = []
    for lifeline in chart.lifelines:
        lifelines.append(lifeline)
        if lifeline.key in beside:
            lifelines.append(replace(beside[lifeline.key], host=lifeline.host))
    return replace(chart, rows=rows, lifelines=used(lifelines, rows))
