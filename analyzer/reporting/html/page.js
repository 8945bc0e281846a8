// What the page does when something is pressed, chosen or followed.

let left = 0; // how far the overview was scrolled when an operation was opened
let opened = null;

function route() {
  const match = /^#operation-(\d+)$/.exec(location.hash);
  const number = match ? Number(match[1]) : null;
  const valid = number !== null && number < operations.length;
  if (opened === null && valid) left = window.scrollY;
  byId("overview").hidden = valid;
  byId("operation").hidden = !valid;
  if (valid) {
    drawOperation(number);
    document.title = `${operations[number].operation} is ${operations[number].verdict} - NovaFlow`;
    window.scrollTo(0, 0);
    byId("operation-heading").focus({ preventScroll: true });
  } else {
    byId("operation").replaceChildren();
    document.title = overviewTitle;
    if (opened !== null) returnTo(opened);
  }
  opened = valid ? number : null;
}

function returnTo(number) {
  const at = shown.indexOf(number);
  if (at >= 0) turnTo(Math.floor(at / PAGE), at % PAGE);
  window.scrollTo(0, left);
  if (at >= 0) byId("rows").querySelectorAll("a")[at % PAGE].focus({ preventScroll: left !== 0 });
}

function open(number) {
  location.hash = `operation-${number}`;
}

function showGroup(button) {
  clearFilters();
  chosen.group = new Set(index.groups[button.dataset.group]);
  const note = byId("group");
  const back = make("button", { type: "button", class: "link" }, "show all");
  back.addEventListener("click", () => (clearFilters(), drawList(), byId("search").focus()));
  note.replaceChildren(`Only those of ${button.closest("li").querySelector("strong").textContent}. `, back);
  note.hidden = false;
  drawList();
  byId("operations").scrollIntoView();
  focusRow(0);
}

function pressed(event) {
  const target = event.target;
  const tile = target.closest("[data-verdict]");
  const bar = target.closest("[data-number]");
  const group = target.closest("[data-group]");
  const sort = target.closest("[data-sort]");
  if (tile) {
    const verdict = tile.dataset.verdict;
    if (!chosen.verdicts.delete(verdict)) chosen.verdicts.add(verdict);
    drawList();
  } else if (group) {
    showGroup(group);
  } else if (sort) {
    order.down = order.by === sort.dataset.sort ? !order.down : sort.dataset.sort !== "operation";
    order.by = sort.dataset.sort;
    drawList();
  } else if (bar && !target.closest("a") && String(getSelection()) === "") {
    open(Number(bar.dataset.number));
  }
}

// On paper nothing can be turned or unfolded.
function print(begins) {
  printing = begins;
  if (opened === null) drawRows();
  for (const details of document.querySelectorAll("#overview .findings ~ details, .evidence details")) details.open = begins;
}

const overviewTitle = document.title;
fill(byId("operation-filter"), operations.map((one) => one.operation));
fill(byId("host-filter"), operations.flatMap((one) => one.hosts));
fill(byId("deviation-filter"), operations.flatMap((one) => one.found));
byId("filters").addEventListener("input", () => (readFilters(), drawList()));
byId("filters").addEventListener("submit", (event) => (event.preventDefault(), focusRow(0)));
byId("clear").addEventListener("click", () => (clearFilters(), drawList()));
byId("page-before").addEventListener("click", () => turnTo(pageNumber - 1, 0));
byId("page-after").addEventListener("click", () => turnTo(pageNumber + 1, 0));
byId("table").addEventListener("keydown", listKey);
byId("skip").addEventListener("click", (event) => (event.preventDefault(), byId("main").focus()));
document.addEventListener("click", pressed);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opened !== null) location.hash = "operations";
});
window.addEventListener("hashchange", route);
window.addEventListener("beforeprint", () => print(true));
window.addEventListener("afterprint", () => print(false));
drawList();
route();
