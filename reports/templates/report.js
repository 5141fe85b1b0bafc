// What the page does beyond being read: search, filters, sorting, the theme, copying. Without it all texts are there.
"use strict";
{
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const root = document.documentElement;
  const remembered = { get: (key) => { try { return localStorage.getItem(key); } catch { return null; } }, set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* not kept */ } } };

  // ---- theme: the system's, until the reader asks for the other one
  const toggle = one("#theme");
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const named = () => { toggle.textContent = dark() ? "light colours" : "dark colours"; };
  if (["dark", "light"].includes(remembered.get("lakatos-theme"))) root.dataset.theme = remembered.get("lakatos-theme");
  toggle.hidden = false;
  toggle.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; remembered.set("lakatos-theme", root.dataset.theme); named(); });
  named();

  // ---- search and filters: rows of the index and the statements in full, together
  const rows = all("#index tbody tr");
  const sections = new Map(all("section.statement").map((section) => [section.id, section]));
  const form = one("#filters");
  const shown = one("#shown");
  const texts = new Map();
  const textOf = (row) => {
    const id = row.dataset.id;
    if (!texts.has(id)) texts.set(id, (row.textContent + " " + (sections.get(id)?.textContent ?? "")).toLowerCase());
    return texts.get(id);
  };
  const fits = (row, name, wanted) => !wanted || (row.dataset[name] ?? "").split("|").includes(wanted);
  const filter = () => {
    const asked = new FormData(form);
    const words = asked.get("search").toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const visible = ["paper", "verdict", "kind", "instrument", "scope"].every((name) => fits(row, name, asked.get(name))) && words.every((word) => textOf(row).includes(word));
      row.hidden = !visible;
      const section = sections.get(row.dataset.id);
      if (section) section.hidden = !visible;
      count += visible;
    }
    shown.textContent = `${count} of ${rows.length} shown`;
  };
  let later = 0;
  form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(filter, 80); });
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  form.hidden = false;
  filter();
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(input|select|textarea)$/i.test(event.target.tagName)) { event.preventDefault(); form.elements.search.focus(); }
  });

  // ---- sorting: by the column's data-sort where a cell has one, else by its text
  const body = one("#index tbody");
  for (const [column, head] of all("#index thead th").entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of all("#index thead th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
      const order = new Intl.Collator("en", { numeric: true }).compare;
      body.append(...[...rows].sort((a, b) => (down ? -1 : 1) * order(key(a), key(b))));
    });
  }

  // ---- deep links: what is asked for is shown, whatever the filters say, and opened
  const arrive = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const hidden = target.closest("[hidden]");
    if (hidden && sections.has(hidden.id)) { form.reset(); filter(); }
    for (let around = target.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    target.scrollIntoView();
    requestAnimationFrame(() => requestAnimationFrame(() => target.scrollIntoView())); // what came into view meanwhile has its own height
  };
  addEventListener("hashchange", arrive);
  if (location.hash) arrive();

  // ---- copying
  const copy = async (text, pre) => {
    try { await navigator.clipboard.writeText(text); return true; } catch {
      getSelection().selectAllChildren(pre);
      return document.execCommand("copy");
    }
  };
  const copyable = (from) => {
    for (const pre of all("pre.copy", from)) {
      if (pre.parentElement.classList.contains("copied")) continue;
      const box = document.createElement("div");
      const button = document.createElement("button");
      box.className = "copied";
      button.type = "button";
      button.textContent = "copy";
      button.setAttribute("aria-label", "copy this text");
      button.addEventListener("click", async () => {
        button.textContent = (await copy(pre.textContent, pre)) ? "copied" : "select it and copy";
        setTimeout(() => { button.textContent = "copy"; }, 1500);
      });
      pre.replaceWith(box);
      box.append(pre, button);
    }
  };
  const late = "section.statement, .finding, .later"; // laid out when they come into view
  // What is wider than the page can be scrolled with the keyboard, too.
  const reachable = (from) => {
    for (const box of all(".scroll, .math, pre", from)) {
      if (box.closest(late) !== from.closest(late)) continue; // not in view yet, and measured when it is
      if (box.scrollWidth > box.clientWidth + 1 && !box.hasAttribute("tabindex")) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "wider than the page: scroll sideways");
      }
    }
  };
  const ready = (from) => { copyable(from); reachable(from); };
  for (const section of all(late)) section.addEventListener("contentvisibilityautostatechange", (event) => { if (!event.skipped) ready(section); });
  document.addEventListener("toggle", (event) => { if (event.target.open) ready(event.target); }, true);
  addEventListener("beforeprint", () => { for (const closed of all("details:not([open])")) { closed.open = true; closed.dataset.printed = ""; } });
  addEventListener("afterprint", () => { for (const opened of all("details[data-printed]")) { opened.open = false; delete opened.dataset.printed; } });
  for (const part of all("main > :not(#statements)")) ready(part);
}
