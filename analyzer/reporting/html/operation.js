// One operation. It is made when it is opened, from its own block of data, and thrown away when it is left.

const MARKS = { "=": "as expected", "+": "not expected", "-": "missing", ".": "these logs cannot show it" };

function section(title, id, ...children) {
  return make("section", { class: "card", "aria-labelledby": id }, make("h2", { id }, title), ...children);
}

function facts(one, told) {
  const pairs = [
    ["Began", one.began === null ? null : `${when(one.began)} UTC`],
    ["Took", lasting(one.took)],
    ...told.roles.map(([role, host]) => [role === "compute" ? "Host" : `Host (${role})`, host]),
    ["Server", one.server],
    ["Request", one.request],
    ["Counts as", one.countsAs],
    ["Asked by", told.origin === "nova" ? "Nova itself" : null],
    ["API answered", told.status],
    ["May be one of", told.candidates.join(", ")],
    ...told.parameters.map(([name, value]) => [name, value]),
  ];
  const shownPairs = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return make("dl", { class: "facts" }, shownPairs.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, String(value)))));
}

function evidence(one) {
  const lines = one.lines.map(([number, text]) => {
    const cells = [make("span", { class: "line-number", "aria-hidden": "true" }, String(number)), make("span", {}, text)];
    return number === one.line ? make("mark", {}, cells) : make("span", { class: "around" }, cells);
  });
  const where = [make("code", {}, one.place), one.who && ` ${one.who}`, one.at && ` at ${one.at.slice(11, -1)}`];
  return make(
    "figure",
    { class: "evidence" },
    make("figcaption", {}, where),
    lines.length ? make("pre", { tabindex: "0" }, lines) : null,
    one.detail.length ? make("details", {}, make("summary", {}, "Traceback"), make("pre", { tabindex: "0" }, one.detail.join("\n"))) : null,
  );
}

function finding(one) {
  const labels = [one.cause && "explains how it ended", one.known && "known"]
    .filter(Boolean)
    .flatMap((words) => [make("span", { class: "badge" }, words), " "]);
  return make(
    "li",
    { class: `cause s-${one.severity}` },
    make("p", {}, make("span", { class: "code" }, one.code), " ", make("strong", {}, one.name), ` ${one.severity} `, labels),
    make("p", { class: "message" }, one.message),
    make("p", {}, make("span", { class: "key" }, "Because "), one.because),
    one.raised ? make("p", {}, make("span", { class: "key" }, "Raised "), make("code", {}, one.raised)) : null,
    one.known ? make("p", {}, make("span", { class: "key" }, "Known "), one.known) : null,
    one.flow ? make("p", {}, make("span", { class: "key" }, "Flow "), make("code", {}, one.flow)) : null,
    one.evidence.map(evidence),
    one.more ? make("p", { class: "aside" }, `and ${many(one.more, "more line")}`) : null,
  );
}

function remedies(findings) {
  const first = [...findings].sort((a, b) => Number(b.cause) - Number(a.cause));
  const byName = new Map(first.filter((one) => one.remedy).map((one) => [one.name, one]));
  if (!byName.size) return null;
  const items = [...byName.values()].map((one) => make("li", { class: `s-${one.severity}` }, make("span", { class: "code" }, one.code), " ", one.remedy));
  return section("What to do", "todo-heading", make("ol", { class: "todo" }, items));
}

function diagram(one) {
  const template = one.diagram === null ? null : byId(`diagram-${one.diagram}`);
  if (!template) return null;
  const shared = one.diagram >= index.own;
  const note = shared
    ? "Every operation that took these steps has this diagram, so it names events; times and messages are in the table below."
    : "As it was seen, with what should have been. Point at words for their event and their line of the log.";
  const drawing = template.content.cloneNode(true);
  const wide = Number(drawing.querySelector("svg").getAttribute("width")) > 1.6 * byId("main").clientWidth;
  const fit = make("input", { type: "checkbox", id: "fit", checked: !wide });
  const box = make("div", { class: `scroll diagram${wide ? "" : " fit"}`, tabindex: "0", role: "group", "aria-labelledby": "diagram-heading" }, drawing);
  fit.addEventListener("change", () => box.classList.toggle("fit", fit.checked));
  return section(
    "Sequence diagram",
    "diagram-heading",
    make("p", { class: "aside" }, note),
    make("label", { class: "toggle" }, fit, " as wide as the page"),
    box,
  );
}

function slowest(told) {
  const timed = told.steps.filter((step) => step.took >= 0.01).sort((a, b) => b.took - a.took).slice(0, 6);
  if (timed.length < 2) return null;
  const most = timed[0].took;
  const rows = timed.map((step) => {
    const bar = make("span", { class: "length" });
    bar.style.width = `${Math.max(1, (100 * step.took) / most)}%`;
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, make("code", {}, step.seen.event)),
      make("td", { class: "number" }, lasting(step.took)),
      make("td", { class: "bars", "aria-hidden": "true" }, bar),
    );
  });
  const head = make("tr", {}, make("th", { scope: "col" }, "Up to the line"), make("th", { scope: "col", class: "number" }, "Took"), make("td", {}));
  return section("Where the time went", "time-heading", make("table", { class: "durations" }, make("thead", {}, head), make("tbody", {}, rows)));
}

function stepRow(step) {
  const seen = step.seen;
  const words = seen && [
    make("code", {}, seen.event),
    seen.level === "INFO" || seen.level === "DEBUG" ? null : make("span", { class: "level" }, ` ${seen.level}`),
    (step.codes || []).map((code) => make("span", { class: "code" }, code)),
    make("span", { class: "said" }, seen.message),
    make("span", { class: "aside" }, `${seen.service} on ${seen.host}, ${seen.place}`),
  ];
  const look = { "+": "extra", "-": "missing", ".": "hidden-step" }[step.mark] || "";
  return make(
    "tr",
    { class: `${look}${step.codes ? " found" : ""}` },
    make("td", { class: "sign" }, make("span", { title: MARKS[step.mark] || "" }, step.mark), make("span", { class: "unseen" }, MARKS[step.mark] || "")),
    make("td", {}, step.expected ? [make("code", {}, step.expected), make("span", { class: "aside" }, `line ${step.line} of the flow`)] : null),
    make("td", {}, words || (step.mark === "-" ? "no such line" : null)),
    make("td", { class: "time" }, seen ? seen.at.slice(11, -1) : ""),
    make("td", { class: "number" }, lasting(step.took)),
  );
}

function stepsTable(told) {
  const hidden = told.steps.filter((step) => step.mark === ".").length;
  const head = make("tr", {}, ["", "Expected", "Seen", "At (UTC)", "Took"].map((name, at) => make("th", { scope: "col", class: at === 4 ? "number" : null }, name || make("span", { class: "unseen" }, "Fit"))));
  const table = make("table", { class: "steps" }, make("thead", {}, head), make("tbody", {}, told.steps.map(stepRow)));
  const toggle = make("input", { type: "checkbox", id: "all-steps" });
  toggle.addEventListener("change", () => table.classList.toggle("all", toggle.checked));
  return section(
    "Expected and seen, step by step",
    "steps-heading",
    make("p", { class: "aside legend" }, Object.entries(MARKS).map(([mark, words]) => make("span", {}, make("b", {}, mark), ` ${words}`))),
    hidden ? make("label", { class: "toggle" }, toggle, ` show ${many(hidden, "row")} that these logs cannot show or that mean nothing`) : null,
    make("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "steps-heading" }, table),
    told.more ? make("p", { class: "aside" }, `and ${many(told.more, "more row")}`) : null,
  );
}

function neighbours(number) {
  const server = operations[number].server;
  const others = server ? operations.map((one, at) => [one, at]).filter(([one]) => one.server === server) : [];
  if (others.length < 2) return null;
  const items = others.slice(0, 50).map(([one, at]) => {
    const name = at === number ? make("b", { "aria-current": "true" }, one.operation) : make("a", { href: `#operation-${at}` }, one.operation);
    return make("li", {}, make("span", { class: "time" }, when(one.began)), " ", name, " ", chip(one.verdict));
  });
  return section("Life of the server", "life-heading", make("ol", { class: "life" }, items));
}

function drawOperation(number) {
  const one = operations[number];
  const told = data(`details-${number}`);
  const at = shown.indexOf(number);
  const step = (words, other) => make("a", { class: "plain", href: other === undefined ? null : `#operation-${other}`, "aria-disabled": other === undefined ? "true" : null }, words);
  const parts = [
    make(
      "nav",
      { class: "crumbs", "aria-label": "Operations" },
      make("a", { class: "plain", href: "#operations" }, "← All operations"),
      make("span", { class: "aside" }, at < 0 ? "" : `${at + 1} of ${shown.length}`),
      step("Previous", at > 0 ? shown[at - 1] : undefined),
      step("Next", at >= 0 ? shown[at + 1] : undefined),
    ),
    make("h1", { id: "operation-heading", tabindex: "-1" }, one.operation, " ", chip(one.verdict)),
    make("p", { class: "lead" }, told.flow ? told.flow.title : "No reference flow could be chosen", one.name ? `: ${one.name}` : ""),
    told.reason ? make("p", { class: "banner" }, `The logs cannot tell: ${told.reason}.`) : null,
    make("div", { class: "card" }, facts(one, told)),
    remedies(told.findings),
    told.findings.length ? section("What was found", "found-heading", make("ul", { class: "findings" }, told.findings.map(finding))) : null,
    diagram(one),
    slowest(told),
    stepsTable(told),
    neighbours(number),
  ];
  byId("operation").replaceChildren(...parts.filter(Boolean));
}
