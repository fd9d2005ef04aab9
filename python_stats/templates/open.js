// A link into a closed part of the page opens it; printing opens all; on a phone the contents start closed.
"use strict";
function reveal() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  if (target) target.scrollIntoView();
}
addEventListener("hashchange", reveal);
addEventListener("beforeprint", () => document.querySelectorAll("details.group").forEach((part) => (part.open = true)));
if (matchMedia("(max-width: 62rem)").matches) document.querySelector("nav details").open = false;
reveal();
