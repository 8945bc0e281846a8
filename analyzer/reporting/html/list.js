// The list: one page of rows is in the document at a time, so that ten thousand operations cost no more than twenty-five.

const PAGE = 25;
let shown = [];
let pageNumber = 0;
let current = 0; // the row that Tab goes to
let printing = false;
const MOST_PRINTED = 500;

function listRow(number, at) {
  const one = operations[number];
  const link = make("a", { href: `#operation-${number}`, tabindex: at === current ? "0" : "-1" }, one.operation);
  const server = one.server && make("code", { title: one.server }, one.name || one.server.slice(0, 8));
  const told = [one.toldBy && make("strong", {}, one.toldBy), one.toldBy && one.told ? ": " : "", one.told || ""];
  return make(
    "tr",
    { "data-number": number },
    make("td", {}, chip(one.verdict)),
    make("th", { scope: "row" }, link),
    make("td", { class: "time" }, when(one.began)),
    make("td", { class: "number" }, lasting(one.took)),
    make("td", {}, one.hosts.join(", ")),
    make("td", {}, server),
    make("td", { class: "told" }, make("span", {}, told)),
  );
}

function drawRows() {
  const from = pageNumber * PAGE;
  const numbers = printing ? shown.slice(0, MOST_PRINTED) : shown.slice(from, from + PAGE);
  current = Math.min(current, Math.max(0, numbers.length - 1));
  byId("rows").replaceChildren(...numbers.map(listRow));
  const pages = Math.max(1, Math.ceil(shown.length / PAGE));
  byId("page-number").textContent = `page ${pageNumber + 1} of ${pages}`;
  byId("page-before").disabled = pageNumber === 0;
  byId("page-after").disabled = pageNumber >= pages - 1;
  byId("pager").hidden = pages === 1;
}

function drawList() {
  shown = matching();
  pageNumber = 0;
  current = 0;
  drawRows();
  byId("count").textContent = `${shown.length.toLocaleString("en")} of ${many(operations.length, "operation")}`;
  for (const tile of document.querySelectorAll("[data-verdict]")) {
    tile.setAttribute("aria-pressed", String(chosen.verdicts.has(tile.dataset.verdict)));
  }
  for (const heading of document.querySelectorAll("[data-sort]")) {
    const cell = heading.closest("th");
    if (heading.dataset.sort === order.by) cell.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  }
  const visible = new Set(shown);
  for (const bar of document.querySelectorAll("#gantt [data-number]")) {
    bar.classList.toggle("out", !visible.has(Number(bar.dataset.number)));
  }
}

function turnTo(page, row) {
  const last = Math.max(0, Math.ceil(shown.length / PAGE) - 1);
  pageNumber = Math.min(Math.max(0, page), last);
  current = row;
  drawRows();
}

function focusRow(at) {
  const links = byId("rows").querySelectorAll("a");
  if (!links.length) return;
  if (at < 0 && pageNumber > 0) return turnTo(pageNumber - 1, PAGE - 1), focusRow(current);
  if (at >= links.length && (pageNumber + 1) * PAGE < shown.length) return turnTo(pageNumber + 1, 0), focusRow(0);
  current = Math.min(Math.max(0, at), links.length - 1);
  links.forEach((link, place) => link.setAttribute("tabindex", place === current ? "0" : "-1"));
  links[current].focus();
}

function listKey(event) {
  const at = [...byId("rows").querySelectorAll("a")].indexOf(document.activeElement);
  if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
  const moves = {
    ArrowDown: () => focusRow(at + 1),
    ArrowUp: () => focusRow(at - 1),
    Home: () => focusRow(0),
    End: () => focusRow(PAGE - 1),
    PageDown: () => (turnTo(pageNumber + 1, 0), focusRow(0)),
    PageUp: () => (turnTo(pageNumber - 1, 0), focusRow(0)),
  };
  if (!moves[event.key]) return;
  event.preventDefault();
  moves[event.key]();
}
