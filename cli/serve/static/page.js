// Sorting, filtering and the editor. What a query answers is put into the page as text, never as HTML.
"use strict";

function cellValue(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim();
}

function compare(first, second) {
  const difference = Number(first) - Number(second);
  return Number.isNaN(difference) ? first.localeCompare(second) : difference;
}

function makeSortable(table) {
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach(function (head, column) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", function () {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const body = table.tBodies[0];
      body.append(...Array.from(body.rows).sort(function (one, other) {
        const first = cellValue(one, column), second = cellValue(other, column);
        if (first === "" || second === "") return (first === "") - (second === "");  // what is missing stays last
        return (down ? -1 : 1) * compare(first, second);
      }));
    });
  });
}

function makeFilter(input) {
  const target = document.getElementById(input.dataset.filters);
  const items = Array.from(target.tBodies ? target.tBodies[0].rows : target.children);
  input.addEventListener("input", function () {
    const words = input.value.toLowerCase().split(/\s+/);
    items.forEach(function (item) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    });
  });
}

async function send(path, fields) {
  const reply = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  if (reply.ok) return reply;
  const text = await reply.text();
  let problem = text;
  try { problem = JSON.parse(text).error; } catch { /* it is plain text */ }
  throw new Error(problem);
}

function sixDigits(value) {
  const rounded = Number(value.toPrecision(6));
  return rounded !== 0 && Math.abs(rounded) < 1e-4 ? rounded.toExponential() : String(rounded);
}

function drawAnswer(place, found) {
  const table = document.createElement("table");
  table.createCaption().textContent = "Answer";
  const head = table.createTHead().insertRow();
  found.columns.forEach(function (name, column) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    if (found.rows.some((values) => typeof values[column] === "number")) cell.className = "n";
    head.append(cell);
  });
  const body = table.createTBody();
  found.rows.forEach(function (values) {
    const row = body.insertRow();
    values.forEach(function (value) {
      const cell = row.insertCell();
      const isNumber = typeof value === "number";
      if (isNumber) { cell.className = "n"; cell.dataset.value = value; }
      cell.textContent = value === null ? "" : isNumber && !Number.isInteger(value) ? sixDigits(value) : String(value);
    });
  });
  place.replaceChildren(table);
  makeSortable(table);
}

function makeDesk(form) {
  const byId = (id) => document.getElementById(id);
  const status = byId("status"), problem = byId("problem"), run = byId("run"), cancel = byId("cancel");
  let asked = "";

  async function ask(path, extra, use) {
    if (asked) return;
    asked = Array.from(crypto.getRandomValues(new Uint32Array(4))).join("-");
    const began = performance.now();
    problem.hidden = true;
    run.disabled = byId("download").disabled = true;
    cancel.disabled = false;
    status.textContent = "Asking …";
    try {
      const fields = { sql: byId("sql").value, values: byId("values").value, name: asked, ...extra };
      const words = await use(await send(path, fields));
      status.textContent = words + " in " + ((performance.now() - began) / 1000).toFixed(2) + " s";
    } catch (error) {
      status.textContent = "";
      problem.textContent = error.message;
      problem.hidden = false;
      byId("answer").replaceChildren();  // an earlier answer under an error reads as its answer
    }
    asked = "";
    run.disabled = byId("download").disabled = false;
    cancel.disabled = true;
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    ask("/api/query", {}, async function (reply) {
      const found = await reply.json();
      drawAnswer(byId("answer"), found);
      return (found.is_cut ? "The first " : "") + found.rows.length + (found.rows.length === 1 ? " row" : " rows");
    });
  });
  cancel.addEventListener("click", () => send("/api/cancel", { name: asked }));
  byId("download").addEventListener("click", function () {
    const kind = byId("form").value;
    ask("/api/download", { form: kind }, async function (reply) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await reply.blob());
      link.download = "answer." + (kind === "markdown" ? "md" : kind);
      link.click();
      URL.revokeObjectURL(link.href);
      return "Downloaded";
    });
  });
  makeEditor(byId("sql"), byId("completions"), form);
}

function makeEditor(text, list, form) {
  let word = "", chosen = 0;
  const isOpen = () => !list.hidden;

  function close() {
    list.hidden = true;
    text.setAttribute("aria-expanded", "false");
    text.removeAttribute("aria-activedescendant");
  }
  function choose(place) {
    const items = Array.from(list.children);
    chosen = (place + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
    items[chosen].scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", items[chosen].id);
  }
  function insert(name, instead) {
    const end = text.selectionStart;
    text.setRangeText(name, end - instead.length, end, "end");
    text.focus();
  }
  function take() {
    insert(list.children[chosen].textContent, word);
    close();
  }
  async function open() {
    const end = text.selectionStart;
    const found = await (await send("/api/complete", { before: text.value.slice(0, end) })).json();
    if (text.selectionStart !== end) return;
    word = found.word;
    if (!found.completions.length) { close(); return; }
    list.replaceChildren(...found.completions.map(function (name, index) {
      const item = document.createElement("li");
      item.id = "completion-" + index;
      item.setAttribute("role", "option");
      item.textContent = name;
      item.addEventListener("mousedown", function (event) { event.preventDefault(); choose(index); take(); });
      return item;
    }));
    list.hidden = false;
    text.setAttribute("aria-expanded", "true");
    choose(0);
  }

  text.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); close(); form.requestSubmit(); }
    else if (event.key === " " && event.ctrlKey) { event.preventDefault(); open(); }
    else if (!isOpen()) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(chosen + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Enter") { event.preventDefault(); take(); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });
  text.addEventListener("input", close);
  text.addEventListener("blur", close);
  document.querySelectorAll("[data-insert]").forEach(function (button) {
    button.addEventListener("click", () => insert(button.dataset.insert, ""));
  });
}

document.querySelectorAll("table.sortable").forEach(makeSortable);
document.querySelectorAll("[data-filters]").forEach(makeFilter);
if (document.getElementById("question")) makeDesk(document.getElementById("question"));
