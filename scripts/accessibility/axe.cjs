// Runs axe-core on local HTML files, on a desktop and a tablet, and fails on anything that it finds wrong.
const puppeteer = require("puppeteer-core");
const path = require("node:path");
const axe = require("node:fs").readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const SIZES = [
  { width: 1280, height: 900 },
  { width: 800, height: 1100 },
];

(async () => {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  let wrong = 0;
  for (const file of process.argv.slice(2)) {
    for (const size of SIZES) {
      const page = await browser.newPage();
      await page.setViewport(size);
      // A report that asks for anything beyond itself is not self-contained.
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto("file://" + path.resolve(file));
      await page.evaluate(axe);
      const result = await page.evaluate(() =>
        axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        }),
      );
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
      const name = `${path.basename(path.dirname(file))} at ${size.width}`;
      console.log(`${name}: ${result.passes.length} rules passed, ${result.violations.length} broken`);
      for (const violation of result.violations) {
        wrong += 1;
        console.log(`  ${violation.impact} ${violation.id}: ${violation.help}`);
        for (const node of violation.nodes.slice(0, 3)) {
          console.log(`    ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`);
        }
      }
      if (wide) {
        wrong += 1;
        console.log("  the page is wider than the screen");
      }
      if (asked.length !== 1) {
        wrong += 1;
        console.log(`  the page asks for more than itself: ${asked.slice(1, 4).join(", ")}`);
      }
      await page.close();
    }
  }
  await browser.close();
  if (wrong > 0) {
    console.log(`${wrong} things to mend`);
    process.exit(1);
  }
})();
