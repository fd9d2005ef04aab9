// SQL over the disclosed tables, answered in this browser: DuckDB as WebAssembly, every file from this folder.
"use strict";

const byId = (id) => document.getElementById(id);
let connection = null;

async function open() {
  const here = new URL(".", document.baseURI).href;
  const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(here + "duckdb/worker.js"));
  await database.instantiate(here + "duckdb/duckdb.wasm");
  const file = await (await fetch(here + "tables.duckdb")).arrayBuffer();
  await database.registerFileBuffer("tables.duckdb", new Uint8Array(file));
  await database.open({ path: "tables.duckdb", accessMode: duckdb.DuckDBAccessMode.READ_ONLY });
  const opened = await database.connect();
  await opened.query("set autoinstall_known_extensions = false; set autoload_known_extensions = false");
  await opened.query("set search_path = 'disclosed,meta,main'");
  return opened;
}

// What an answer holds is put into the page as text, never as HTML.
function cell(row, value, tag) {
  const made = document.createElement(tag);
  made.textContent = value === null || value === undefined ? "" : String(value);
  if (typeof value === "number" || typeof value === "bigint") made.className = "n";
  row.append(made);
  return made;
}

function draw(answer) {
  const table = document.createElement("table");
  table.createCaption().textContent = "Answer";
  const head = table.createTHead().insertRow();
  const names = answer.schema.fields.map((field) => field.name);
  names.forEach((name) => { cell(head, name, "th").scope = "col"; });
  const body = table.createTBody();
  const rows = answer.toArray().slice(0, 1000);
  rows.forEach(function (found) {
    const row = body.insertRow();
    names.forEach((name) => cell(row, found[name], "td"));
  });
  byId("answer").replaceChildren(table);
  byId("status").textContent = (answer.numRows > rows.length ? "The first " : "") + rows.length + (rows.length === 1 ? " row" : " rows");
}

async function ask(event) {
  event.preventDefault();
  byId("problem").hidden = true;
  byId("run").disabled = true;
  byId("status").textContent = connection ? "Asking …" : "Loading the database (34 MB, once) …";
  try {
    connection = connection || await open();
    draw(await connection.query(byId("sql").value));
  } catch (error) {
    byId("status").textContent = "";
    byId("problem").textContent = error.message;
    byId("problem").hidden = false;
  }
  byId("run").disabled = false;
}

if (location.protocol === "file:") {
  byId("problem").textContent = "A browser asks no database in files opened so. In this folder: python -m http.server, then http://localhost:8000";
  byId("problem").hidden = false;
  byId("run").disabled = true;
}
byId("question").addEventListener("submit", ask);
document.querySelectorAll("[data-ask]").forEach(function (button) {
  button.addEventListener("click", function () {
    byId("sql").value = "from " + button.dataset.ask;
    byId("question").requestSubmit();
    byId("sql").focus();
  });
});
