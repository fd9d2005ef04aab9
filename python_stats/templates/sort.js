// The page reads whole without this: it only lets a click on a heading sort the table of results.
document.querySelectorAll("table.sortable").forEach(function (table) {
  var body = table.tBodies[0];
  function value(row, column) {
    var cell = row.cells[column];
    return cell.hasAttribute("data-value") ? cell.getAttribute("data-value") : cell.textContent.trim();
  }
  function compare(first, second) {
    if (first === "" || second === "") return (first === "") - (second === "");
    var difference = Number(first) - Number(second);
    return Number.isNaN(difference) ? first.localeCompare(second) : difference;
  }
  Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.textContent = "";
    head.appendChild(button);
    button.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") === "ascending";
      Array.from(table.tHead.rows[0].cells).forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      Array.from(body.rows).sort(function (first, second) {
        var order = compare(value(first, column), value(second, column));
        var missing = value(first, column) === "" || value(second, column) === "";
        return down && !missing ? -order : order;
      }).forEach(function (row) { body.appendChild(row); });
    });
  });
});
