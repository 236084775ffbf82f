// The catalogue's choices: takes cards out of sight and puts them in order, and keeps the choice in the address.
// All words stand in the page. Without this script the page is the complete list, in its groups.
(() => {
  "use strict";
  const finder = document.getElementById("finder");
  const found = document.getElementById("found");
  if (!finder || !found) return;
  const told = document.getElementById("told");
  const all = document.getElementById("all");
  const fields = [...finder.querySelectorAll("[name]")];
  const list = found.appendChild(document.createElement("ul"));
  list.className = "cards";

  // Width, case and accents do not count: the order of names in the page does not heed them either.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const homes = [...document.querySelectorAll("main > .group > .cards")].filter((home) => home !== list);
  const cards = homes.flatMap((home) =>
    [...home.children].map((element) => {
      const { kind, level, skills, order, changed } = element.dataset;
      const code = element.querySelector(".code");
      const words = plain(element.querySelector("h3").textContent + " " + (code ? code.textContent : ""));
      return { element, home, kind, level, skills: skills.split(" "), order: Number(order), changed: changed || "", words };
    }),
  );

  const fits = (card, want) =>
    (!want.kind || card.kind === want.kind) &&
    (!want.level || card.level === want.level) &&
    (!want.skill || card.skills.includes(want.skill)) &&
    plain(want.text).split(/\s+/).every((word) => card.words.includes(word));

  const orders = {
    name: (a, b) => a.order - b.order,
    newest: (a, b) => (a.changed < b.changed) - (a.changed > b.changed) || a.order - b.order,
  };

  const show = (want) => {
    const order = orders[want.sort];
    const sorted = order ? [...cards].sort(order) : cards;
    let shown = 0;
    for (const card of sorted) {
      card.element.hidden = !fits(card, want);
      shown += !card.element.hidden;
      (order ? list : card.home).append(card.element);
    }
    for (const home of homes) home.parentElement.hidden = !home.querySelector(":scope > :not([hidden])");
    found.hidden = !order || !shown;
    const sentence = shown ? finder.dataset.told : finder.dataset.none;
    told.textContent = sentence.replace("{shown}", shown).replace("{all}", cards.length);
    all.hidden = fields.every((field) => field.name === "sort" || !want[field.name]);
  };

  const chosen = () => Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));

  const read = () => {
    const asked = new URLSearchParams(location.search);
    for (const field of fields) field.value = asked.get(field.name) || "";
    // What the page does not have to choose from is no choice.
    for (const field of fields) if (field.selectedIndex === -1) field.value = "";
    show({ text: "", ...chosen() });
  };

  const write = () => {
    const want = chosen();
    const query = new URLSearchParams(Object.entries(want).filter(([, value]) => value)).toString();
    try {
      history.replaceState(null, "", (query ? "?" + query : location.pathname) + location.hash);
    } catch {
      // A page opened from a file may not change its address everywhere; the choice holds all the same.
    }
    show(want);
  };

  finder.addEventListener("input", write);
  all.addEventListener("click", () => {
    for (const field of fields) if (field.name !== "sort") field.value = "";
    write();
    fields[0].focus();
  });
  read();
  finder.classList.add("ready");
})();
