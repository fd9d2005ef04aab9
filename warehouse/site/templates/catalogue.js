const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const graph = one("#graph"), width = Number(graph.getAttribute("width")), height = Number(graph.getAttribute("height"));
let scale = 1;

// One table at a time; without a script, or when printed, all of them stand on the page.
function show() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const entry = all(".entry").find((each) => each.id === wanted);
  all(".entry").forEach((each) => { each.hidden = each !== entry; });
  one("#overview").hidden = Boolean(entry);
  all("nav a").forEach((each) => each.getAttribute("href") === "#" + wanted ? each.setAttribute("aria-current", "page") : each.removeAttribute("aria-current"));
  if (entry) { scrollTo(0, 0); if (entry.tabIndex === -1) entry.focus({ preventScroll: true }); }
}

function search() {
  const words = one("#search").value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  all("nav li").forEach((each) => {
    each.hidden = !words.every((word) => each.dataset.words.toLowerCase().includes(word));
    count += !each.hidden;
  });
  all("nav .layer").forEach((each) => { each.hidden = !each.querySelector("li:not([hidden])"); });
  one("#found").textContent = words.length ? `${count} tables` : "";
}

const fitted = () => Math.max(0.45, (one(".drawing").clientWidth - 4) / width);

function zoom(factor) {
  scale = Math.min(3, Math.max(0.2, factor));
  graph.setAttribute("width", width * scale);
  graph.setAttribute("height", height * scale);
}

// Everything a column is made from, and everything made from it, by following the columns that go into values.
function reach(start, next) {
  const found = new Set([start]), waiting = [start];
  while (waiting.length) for (const name of next(waiting.pop())) if (!found.has(name)) { found.add(name); waiting.push(name); }
  return found;
}
const relation = (column) => column.split(".").slice(0, 2).join(".");

function trace(column) {
  const uses = {};
  for (const [name, sources] of Object.entries(LINEAGE)) for (const source of sources) (uses[source] ||= []).push(name);
  const before = reach(column, (name) => LINEAGE[name] || []), after = reach(column, (name) => uses[name] || []);
  const steps = new Set();
  for (const name of [...before, ...after]) for (const source of LINEAGE[name] || [])
    if ((before.has(name) && before.has(source)) || (after.has(name) && after.has(source))) steps.add(relation(source) + " " + relation(name));
  const tables = new Set([...before, ...after].map(relation));
  graph.classList.add("tracing");
  all("#graph .node").forEach((each) => each.classList.toggle("on", tables.has(each.dataset.relation)));
  all("#graph path").forEach((each) => each.classList.toggle("on", steps.has(each.dataset.parent + " " + each.dataset.child)));
  const sources = [...before].filter((name) => name.startsWith("raw."));
  one("#path").textContent = `${column} is made from ${sources.length ? sources.join(", ") : "no column of a source"}; ${after.size - 1} columns are made from it.`;
  location.hash = "overview";
}

function clear() {
  graph.classList.remove("tracing");
  all("#graph .on").forEach((each) => each.classList.remove("on"));
  one("#path").textContent = "Choose a column of a table to see the path to its sources.";
}

function filter() {
  const off = new Set(all("[type=checkbox][data-layer]").filter((each) => !each.checked).map((each) => each.dataset.layer));
  all("#graph .node").forEach((each) => each.toggleAttribute("hidden", off.has(each.dataset.layer)));
  all("#graph path").forEach((each) => each.toggleAttribute("hidden", off.has(each.dataset.parent.split(".")[0]) || off.has(each.dataset.child.split(".")[0])));
}

one("#search").addEventListener("input", search);
one("#nearer").addEventListener("click", () => zoom(scale * 1.25));
one("#farther").addEventListener("click", () => zoom(scale / 1.25));
one("#whole").addEventListener("click", () => zoom(fitted()));
one("#clear").addEventListener("click", clear);
all("[type=checkbox][data-layer]").forEach((each) => each.addEventListener("change", filter));
all("button.column").forEach((each) => each.addEventListener("click", () => trace(each.dataset.column)));
addEventListener("hashchange", show);
show();
zoom(Math.max(fitted(), 0.6));
