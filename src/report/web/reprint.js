// Search and sorting on index.html, the side-by-side view on story pages. Data goes into pages as text only.
"use strict";

function make(tag, attributes, text) {
    const e = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) e.setAttribute(name, value);
    if (text !== undefined) e.textContent = text;
    return e;
}

// --- index.html ---

function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function setUpIndex(table) {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row, place) => ({
        row, place, text: fold(row.textContent), headline: fold(row.cells[0].textContent), first: row.dataset.first,
        outlets: +row.dataset.outlets, copies: +row.dataset.copies, versions: +row.dataset.versions,
    }));
    const query = document.getElementById("q"), sort = document.getElementById("sort");
    const count = document.getElementById("count");
    const by = {
        outlets: (a, b) => b.outlets - a.outlets,
        copies: (a, b) => b.copies - a.copies,
        versions: (a, b) => b.versions - a.versions,
        // Stories without a date stand last either way.
        first: (a, b) => (a.first === "") - (b.first === "") || (a.first < b.first ? 1 : a.first > b.first ? -1 : 0),
        oldest: (a, b) => (a.first === "") - (b.first === "") || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0),
        headline: (a, b) => a.headline.localeCompare(b.headline),
    };

    function search() {
        const words = fold(query.value).split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const r of rows) {
            const fits = words.every((w) => r.text.includes(w));
            r.row.hidden = !fits;
            shown += fits;
        }
        count.textContent = `${shown} of ${rows.length} stories`;
        try {
            history.replaceState(null, "", words.length ? "#q=" + encodeURIComponent(query.value) : location.pathname);
        } catch { /* some browsers refuse on file: addresses; then the search is not kept */ }
    }
    function arrange() {
        rows.sort((a, b) => by[sort.value](a, b) || a.place - b.place);
        body.append(...rows.map((r) => r.row));
    }

    document.querySelector("form.tools").hidden = false;
    document.querySelector("form.tools").addEventListener("submit", (e) => e.preventDefault());
    if (location.hash.startsWith("#q=")) query.value = decodeURIComponent(location.hash.slice(3));
    query.addEventListener("input", search);
    sort.addEventListener("change", arrange);
    search();
}

// --- differences ---

const KEPT = 0, ADDED = 1, DROPPED = 2, CHANGED = 3, MOVED = 4;

// Rows as the page has them: [kind, a, aEnd, b, bEnd] one behind the other.
function unpack(flat) {
    const rows = [];
    for (let i = 0; i < flat.length; i += 5)
        rows.push({ kind: flat[i], a: flat[i + 1], aEnd: flat[i + 2], b: flat[i + 3], bEnd: flat[i + 4] });
    return rows;
}

// The same pair seen from the other side. Order is that of the right text; what was dropped stands where it was.
function mirror(rows) {
    const other = { [ADDED]: DROPPED, [DROPPED]: ADDED };
    const turned = rows.map((r) => ({ kind: other[r.kind] ?? r.kind, a: r.b, aEnd: r.bEnd, b: r.a, bEnd: r.aEnd }));
    return turned.some((r) => r.kind === MOVED) ? null : turned;
}

function bare(word) {
    return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

// Words that stand once in both stretches, the longest run of them in one order: the anchors.
function anchors(a, b, r) {
    const seen = new Map();
    const note = (words, from, to, side) => {
        for (let i = from; i < to; i++) {
            const s = seen.get(words[i]) || { n: [0, 0], at: [0, 0] };
            s.n[side]++;
            s.at[side] = i;
            seen.set(words[i], s);
        }
    };
    note(a, r.a, r.aEnd, 0);
    note(b, r.b, r.bEnd, 1);
    const once = [...seen.values()].filter((s) => s.n[0] === 1 && s.n[1] === 1).map((s) => s.at).sort((x, y) => x[0] - y[0]);
    const tops = [], before = [];
    once.forEach((pair, i) => { // patience: piles by falling place in b
        let low = 0, high = tops.length;
        while (low < high) {
            const mid = (low + high) >> 1;
            if (once[tops[mid]][1] < pair[1]) low = mid + 1;
            else high = mid;
        }
        before[i] = low ? tops[low - 1] : -1;
        tops[low] = i;
    });
    const run = [];
    for (let i = tops.length ? tops[tops.length - 1] : -1; i >= 0; i = before[i]) run.push(once[i]);
    return run.reverse();
}

// By words, for pairs that were not compared when the page was made.
function compareWords(wordsA, wordsB) {
    const a = wordsA.map(bare), b = wordsB.map(bare), rows = [];
    const add = (kind, r) => {
        if (r.a < r.aEnd || r.b < r.bEnd) rows.push({ kind, ...r });
    };
    const work = [{ a: 0, aEnd: a.length, b: 0, bEnd: b.length }];
    while (work.length) {
        const r = work.pop();
        if (r.kind === KEPT) {
            add(KEPT, r);
            continue;
        }
        let head = 0, tail = 0;
        while (r.a + head < r.aEnd && r.b + head < r.bEnd && a[r.a + head] === b[r.b + head]) head++;
        add(KEPT, { a: r.a, aEnd: r.a + head, b: r.b, bEnd: r.b + head });
        r.a += head;
        r.b += head;
        while (r.aEnd - tail > r.a && r.bEnd - tail > r.b && a[r.aEnd - tail - 1] === b[r.bEnd - tail - 1]) tail++;
        if (tail) work.push({ kind: KEPT, a: r.aEnd - tail, aEnd: r.aEnd, b: r.bEnd - tail, bEnd: r.bEnd });
        r.aEnd -= tail;
        r.bEnd -= tail;
        const fixed = r.a < r.aEnd && r.b < r.bEnd ? anchors(a, b, r) : [];
        if (!fixed.length) {
            add(r.a === r.aEnd ? ADDED : r.b === r.bEnd ? DROPPED : CHANGED, r);
            continue;
        }
        for (let i = fixed.length; i >= 0; i--) {
            const from = i ? fixed[i - 1] : [r.a, r.b], to = i < fixed.length ? fixed[i] : [r.aEnd, r.bEnd];
            work.push({ a: from[0], aEnd: to[0], b: from[1], bEnd: to[1] });
        }
    }
    return rows;
}

// --- the view ---

function cutAtParagraphs(rows, left, right) {
    const groups = [];
    let group = null;
    for (const row of rows) {
        let { a, b } = row;
        while (a < row.aEnd || b < row.bEnd) {
            const begins = (a < row.aEnd && left.starts.has(a)) || (b < row.bEnd && right.starts.has(b));
            if (!group || (begins && group.length)) groups.push((group = []));
            let aEnd = a < row.aEnd ? a + 1 : a, bEnd = b < row.bEnd ? b + 1 : b;
            while (aEnd < row.aEnd && a < row.aEnd && !left.starts.has(aEnd)) aEnd++;
            while (bEnd < row.bEnd && b < row.bEnd && !right.starts.has(bEnd)) bEnd++;
            if (row.kind === KEPT || row.kind === MOVED) {
                const n = Math.min(aEnd - a, bEnd - b);
                aEnd = a + n;
                bEnd = b + n;
            }
            group.push({ kind: row.kind, a, aEnd, b, bEnd });
            a = aEnd;
            b = bEnd;
        }
    }
    return groups;
}

function side(group, text, isLeft) {
    const p = make("p", { lang: "", dir: "auto" });
    for (const r of group) {
        const words = isLeft ? text.words.slice(r.a, r.aEnd) : text.words.slice(r.b, r.bEnd);
        if (!words.length) continue;
        const s = words.join("");
        if (r.kind === KEPT) {
            p.append(s);
        } else if (r.kind === MOVED) {
            p.append(make("mark", { title: "moved" }, s));
        } else {
            const e = make(isLeft ? "del" : "ins", {}, s);
            if (r.kind === CHANGED) e.className = "changed";
            e.title = r.kind === CHANGED ? "changed" : isLeft ? "dropped" : "added";
            p.append(e);
        }
    }
    return p;
}

function legend() {
    const list = make("ul", { class: "legend", "aria-label": "Marks" });
    const entry = (tag, name, text) => {
        const li = make("li");
        const e = make(tag, {}, text);
        if (name) e.className = name;
        li.append(e);
        list.append(li);
    };
    entry("span", "", "kept");
    entry("del", "", "dropped");
    entry("ins", "", "added");
    entry("del", "changed", "changed from");
    entry("ins", "changed", "changed to");
    entry("mark", "", "moved");
    return list;
}

function setUpCompare(data) {
    const texts = data.texts.map((t) => ({ words: t.words, starts: new Set(t.paragraphs) }));
    const pairs = new Map(data.pairs.map(([a, b, flat]) => [a + " " + b, flat]));
    const section = document.getElementById("compare");
    const form = make("form", { class: "tools" });
    const view = make("div", { class: "sides", "aria-live": "polite" });

    function choice(label, chosen) {
        const l = make("label", {}, label), s = make("select");
        data.copies.forEach(([name], i) => s.append(make("option", { value: i, lang: "" }, name)));
        s.value = chosen;
        l.append(s);
        form.append(l);
        return s;
    }
    function rowsOf(a, b) {
        if (a === b) return [{ kind: KEPT, a: 0, aEnd: texts[a].words.length, b: 0, bEnd: texts[b].words.length }];
        if (pairs.has(a + " " + b)) return unpack(pairs.get(a + " " + b));
        const turned = pairs.has(b + " " + a) ? mirror(unpack(pairs.get(b + " " + a))) : null;
        return turned || compareWords(texts[a].words, texts[b].words);
    }
    // What tells most: the copy that differs most from the first text.
    function firstOther() {
        const other = data.copies.findIndex(([, text]) => text !== 0);
        return other < 0 ? Math.min(1, data.copies.length - 1) : other;
    }

    const left = choice("Left", Math.max(0, data.copies.findIndex(([, text]) => text === 0)));
    const right = choice("Right", firstOther());
    const swap = make("button", { type: "button" }, "Swap");
    const only = make("button", { type: "button", "aria-pressed": "false" }, "Only what differs");
    form.append(swap, only);

    function show() {
        const a = data.copies[left.value][1], b = data.copies[right.value][1];
        const head = make("div", { class: "pair sides-head" });
        head.append(make("p", { lang: "", dir: "auto" }, data.copies[left.value][0]));
        head.append(make("p", { lang: "", dir: "auto" }, data.copies[right.value][0]));
        view.replaceChildren(head);
        if (a === b) view.append(make("p", { class: "note" }, "The same words in both."));
        for (const group of cutAtParagraphs(rowsOf(a, b), texts[a], texts[b])) {
            const row = make("div", { class: group.every((r) => r.kind === KEPT) ? "pair same" : "pair" });
            row.append(side(group, texts[a], true), side(group, texts[b], false));
            view.append(row);
        }
    }
    left.addEventListener("change", show);
    right.addEventListener("change", show);
    swap.addEventListener("click", () => {
        [left.value, right.value] = [right.value, left.value];
        show();
    });
    only.addEventListener("click", () => {
        const on = view.classList.toggle("only-changes");
        only.setAttribute("aria-pressed", String(on));
    });
    form.addEventListener("submit", (e) => e.preventDefault());
    document.getElementById("no-script").remove();
    section.append(form, legend(), view);
    show();
}

const stories = document.getElementById("stories");
if (stories) setUpIndex(stories);
const texts = document.getElementById("texts");
if (texts) setUpCompare(JSON.parse(texts.textContent));
