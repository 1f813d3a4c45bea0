// Opens the pages of a site in a real browser: `node pages.js SITE [PICTURES]`. Prints ok and not ok lines.
// Needs puppeteer-core and axe-core in NODE_PATH (make web-tools), and CHROMIUM, /usr/bin/chromium if not set.
"use strict";
const fs = require("fs"), os = require("os"), path = require("path");
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const site = path.resolve(process.argv[2]), pictures = process.argv[3];
const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844, isMobile: true, hasTouch: true } };

function tell(good, name, why) {
    console.log(good ? `ok - ${name}` : `not ok - ${name}: ${why}`);
}

async function open(browser, file, size, scheme) {
    const page = await browser.newPage();
    page.faults = [];
    page.on("pageerror", (e) => page.faults.push(String(e)));
    page.on("console", (m) => m.type() === "error" && page.faults.push(m.text()));
    page.on("request", (r) => r.url().startsWith("file:") || page.faults.push("fetches " + r.url()));
    await page.setBypassCSP(false);
    await page.setViewport(sizes[size]);
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto("file://" + path.join(site, file), { waitUntil: "load" });
    return page;
}

// The policy of the pages lets no script in: axe goes in through the debugger.
async function violations(page) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }));
    return found.violations.map((v) => `${v.id} (${v.nodes.length}: ${v.nodes[0].target} ${v.nodes[0].html.slice(0, 120)})`);
}

async function look(browser, file, name) {
    for (const size of Object.keys(sizes))
        for (const scheme of ["light", "dark"]) {
            const page = await open(browser, file, size, scheme), what = `${name}, ${size}, ${scheme}`;
            const bad = await violations(page);
            tell(bad.length === 0, `${what}: accessible`, bad.join("; "));
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            tell(wide <= 0, `${what}: no sideways scrolling`, `${wide} px`);
            tell(page.faults.length === 0, `${what}: no errors, nothing fetched`, page.faults.join("; "));
            if (pictures) await page.screenshot({ path: path.join(pictures, `${name}-${size}-${scheme}.png`), fullPage: true });
            await page.close();
        }
    if (pictures) {
        const page = await open(browser, file, "desktop", "light");
        await page.pdf({ path: path.join(pictures, `${name}.pdf`), format: "A4" });
        await page.close();
    }
}

async function searches(browser) {
    const page = await open(browser, "index.html", "desktop", "light");
    const shown = () => page.$$eval("#stories tbody tr", (rows) => rows.filter((r) => !r.hidden).length);
    const all = await shown();
    const word = await page.$eval("#stories tbody tr:last-child a", (a) => a.textContent);
    await page.focus("#q");
    await page.keyboard.type(word.toUpperCase());
    const some = await shown();
    tell(all > 1 && some >= 1 && some < all, "search narrows the list, without a mouse", `${some} of ${all}`);
    await page.$eval("#q", (q) => { q.value = ""; q.dispatchEvent(new Event("input")); });
    tell((await shown()) === all, "an empty search shows all", "");
    for (const [by, of] of [["copies", (t) => -t.dataset.copies], ["outlets", (t) => -t.dataset.outlets]]) {
        await page.select("#sort", by);
        const values = await page.$$eval("#stories tbody tr", (rows, k) => rows.map((r) => +r.dataset[k]), by);
        tell(values.every((v, i) => i === 0 || values[i - 1] >= v), `sorted by ${by}`, String(values.slice(0, 9)));
    }
    await page.close();
}

async function compares(browser, file) {
    const page = await open(browser, file, "desktop", "light");
    const sides = () => page.$$eval(".sides .pair:not(.sides-head)", (rows) => {
        const text = (k, kinds) => rows.map((r) => Array.from(r.children[k].childNodes)
            .filter((n) => kinds.includes(n.nodeName)).map((n) => n.textContent).join("")).join("").replace(/\s+/g, "");
        return { left: text(0, ["#text", "DEL", "MARK"]), right: text(1, ["#text", "INS", "MARK"]),
                 keptLeft: text(0, ["#text"]), keptRight: text(1, ["#text"]), marks: rows.length };
    });
    const data = await page.$eval("#texts", (e) => JSON.parse(e.textContent));
    const whole = (i) => data.texts[i].words.join("").replace(/\s+/g, "");
    let wrong = 0, tried = 0;
    const n = Math.min(data.copies.length, 6);
    for (let a = 0; a < n; a++)
        for (let b = 0; b < n; b++) {
            await page.select("#compare select", String(a));
            await page.$$eval("#compare select", (s, v) => { s[1].value = v; s[1].dispatchEvent(new Event("change")); }, String(b));
            const s = await sides();
            // Moved text stands in another place on each side: then only its amount is the same.
            const ends = (x, y) => x === y || [...x].sort().join("") === [...y].sort().join("");
            if (!ends(s.left, whole(data.copies[a][1])) || !ends(s.right, whole(data.copies[b][1]))) wrong++;
            tried++;
        }
    tell(tried > 1 && wrong === 0, "every pair shows both texts whole", `${wrong} of ${tried}`);
    await page.focus("#compare select");
    await page.keyboard.press("ArrowDown");
    const bad = await violations(page);
    tell(bad.length === 0, "side by side: accessible", bad.join("; "));
    tell(page.faults.length === 0, "side by side: no errors", page.faults.join("; "));
    await page.close();
}

async function worksByKeyboard(browser) {
    const page = await open(browser, "index.html", "desktop", "light");
    await page.keyboard.press("Tab");
    const skip = await page.evaluate(() => document.activeElement.className);
    tell(skip === "skip", "the first tab stop skips to the content", skip);
    await page.keyboard.press("Enter");
    tell((await page.evaluate(() => location.hash)) === "#main", "and it does", "");
    await page.close();
}

(async () => {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), "pages-"));
    const browser = await puppeteer.launch({
        executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true, userDataDir: profile,
        args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run",
               "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    try {
        const first = /href="(story-[0-9a-f]{16}\.html)"/.exec(fs.readFileSync(path.join(site, "index.html"), "utf8"))[1];
        await look(browser, "index.html", "index");
        await look(browser, "matrix.html", "matrix");
        await look(browser, first, "story");
        await searches(browser);
        await compares(browser, first);
        await worksByKeyboard(browser);
        const alerts = fs.readdirSync(site).filter((f) => f.endsWith(".html") && /<script(?! (defer src="reprint\.js"|type="application\/json" id="texts")>)/
            .test(fs.readFileSync(path.join(site, f), "utf8")));
        tell(alerts.length === 0, "no page has a script of its own", alerts.join(" "));
    } catch (e) {
        tell(false, "the pages open", e.stack);
    } finally {
        await browser.close();
        fs.rmSync(profile, { recursive: true, force: true });
    }
})();
