// Which operations the list shows, and in which order.

const chosen = { verdicts: new Set(), operation: "", host: "", deviation: "", words: [], group: null };
const order = { by: "verdict", down: true };

const haystacks = operations.map((one) =>
  [one.verdict, one.operation, one.request, one.server, one.name, when(one.began), ...one.hosts, ...one.found, ...one.codes, one.told]
    .filter(Boolean)
    .join("\n")
    .toLowerCase(),
);

const ranks = {
  verdict: (one) => -index.worst.indexOf(one.verdict),
  operation: (one) => one.operation,
  began: (one) => one.began ?? -1,
  took: (one) => one.took ?? -1,
};

function admits(one, number) {
  return (
    (chosen.verdicts.size === 0 || chosen.verdicts.has(one.verdict)) &&
    (!chosen.operation || one.operation === chosen.operation) &&
    (!chosen.host || one.hosts.includes(chosen.host)) &&
    (!chosen.deviation || one.found.includes(chosen.deviation)) &&
    (!chosen.group || chosen.group.has(number)) &&
    chosen.words.every((word) => haystacks[number].includes(word))
  );
}

function matching() {
  const found = [];
  operations.forEach((one, number) => admits(one, number) && found.push(number));
  const rank = ranks[order.by];
  const sign = order.down ? -1 : 1;
  return found.sort((a, b) => {
    const left = rank(operations[a]);
    const right = rank(operations[b]);
    return left === right ? (operations[a].began ?? 0) - (operations[b].began ?? 0) || a - b : left < right ? -sign : sign;
  });
}

function fill(select, values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  for (const value of [...counts.keys()].sort()) {
    select.append(make("option", { value }, `${value} (${counts.get(value)})`));
  }
}

function readFilters() {
  chosen.operation = byId("operation-filter").value;
  chosen.host = byId("host-filter").value;
  chosen.deviation = byId("deviation-filter").value;
  chosen.words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
}

function clearFilters() {
  byId("filters").reset();
  chosen.verdicts.clear();
  chosen.group = null;
  byId("group").hidden = true;
  readFilters();
}
