// Runs generated cases through ui/assets/ts/expression.ts: node run.mjs <assets> <cases> <answers>
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [assets, casesFile, answersFile] = process.argv.slice(2);
const typescript = createRequire(join(assets, "package.json"))("typescript");
const source = readFileSync(join(assets, "ts", "expression.ts"), "utf8");
const { outputText } = typescript.transpileModule(source, {
  compilerOptions: { target: "ES2022", module: "ESNext" },
});
const { evaluate } = await import(
  "data:text/javascript;base64," + Buffer.from(outputText).toString("base64")
);

const { rows, cases } = JSON.parse(readFileSync(casesFile, "utf8"));
const answers = cases.map(({ tree, env, me }) =>
  rows.map((row) => {
    const read = (path) => (path.startsWith("me.") ? (me[path.slice(3)] ?? null) : row[path]);
    const changed = (field) => env.changed.includes(field);
    try {
      return evaluate(tree, { ...env, read, changed }) ?? null;
    } catch (error) {
      return { error: String(error) };
    }
  }),
);
writeFileSync(answersFile, JSON.stringify(answers));
