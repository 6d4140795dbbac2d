//! Linters, formatters and type checkers that come from npm.

use super::Tool;

/// Columns are code points, whatever the tool counts: `debugger` is the 15th.
const ODD: &str = "var a = \"😀é\"; debugger;\n";

#[test]
fn eslint() {
    Tool {
        name: "eslint",
        around: &[("eslint.config.mjs", "export default [{ rules: { 'no-debugger': 'error' } }];\n")],
        file: "a.js",
        findings: ODD,
        first: "a.js:1:15 error no-debugger",
        clean: "var a = 1;\n",
        syntax: Some("function (\n"),
        broken: Some(("eslint.config.mjs", "export default [\n")),
    }
    .check();
}

#[test]
fn biome_lint() {
    Tool {
        name: "biome-lint",
        around: &[("biome.json", "{}\n")],
        file: "a.js",
        findings: "export const a = \"😀é\"; debugger;\n",
        first: "a.js:1:24 error lint/suspicious/noDebugger",
        clean: "export const a = 1;\n",
        syntax: Some("function (\n"),
        broken: Some(("biome.json", "{ \"linter\": 3 }\n")),
    }
    .check();
}

#[test]
fn biome_format() {
    Tool {
        name: "biome-format",
        around: &[("biome.json", "{}\n")],
        file: "a.js",
        findings: "export const a=1\n",
        first: "a.js:-:- warning format",
        clean: "export const a = 1;\n",
        syntax: Some("function (\n"),
        broken: Some(("biome.json", "{ \"linter\": 3 }\n")),
    }
    .check();
}

#[test]
fn oxlint() {
    Tool {
        name: "oxlint",
        around: &[(".oxlintrc.json", "{ \"rules\": { \"no-debugger\": \"error\", \"no-unused-vars\": \"off\" } }\n")],
        file: "a.js",
        findings: ODD,
        first: "a.js:1:15 error eslint(no-debugger)",
        clean: "export const a = 1;\n",
        syntax: Some("function (\n"),
        broken: Some((".oxlintrc.json", "{ \"rules\": \n")),
    }
    .check();
}

#[test]
fn tsc() {
    Tool {
        name: "tsc",
        around: &[(
            "tsconfig.json",
            "{ \"compilerOptions\": { \"strict\": true, \"noEmit\": true, \"types\": [] }, \"files\": [\"a.ts\"] }\n",
        )],
        file: "a.ts",
        findings: "const b = \"😀é\"; const a: number = \"x\";\nexport { a, b };\n",
        first: "a.ts:1:23 error TS2322",
        clean: "export const a: number = 1;\n",
        syntax: Some("function (\n"),
        broken: Some(("tsconfig.json", "{ \"compilerOptions\": { \"target\": \"es1\" } }\n")),
    }
    .check();
}

#[test]
fn stylelint() {
    Tool {
        name: "stylelint",
        around: &[(".stylelintrc.json", "{ \"rules\": { \"color-no-invalid-hex\": true } }\n")],
        file: "a.css",
        findings: "a::after { content: \"😀é\"; color: #ggg; }\n",
        first: "a.css:1:34 error color-no-invalid-hex",
        clean: "a { color: #fff; }\n",
        syntax: Some("a { color: #fff;\n"),
        broken: Some((".stylelintrc.json", "{ \"rules\": \n")),
    }
    .check();
}

#[test]
fn markdownlint_cli2() {
    Tool {
        name: "markdownlint-cli2",
        around: &[(".markdownlint.json", "{}\n")],
        file: "a.md",
        findings: "# A\n\n### B\n",
        first: "a.md:3:- error MD001",
        clean: "# A\n\nText.\n",
        syntax: None,
        broken: Some((".markdownlint.json", "{ \"MD001\": \n")),
    }
    .check();
}

#[test]
fn prettier() {
    Tool {
        name: "prettier",
        around: &[(".prettierrc", "{}\n")],
        file: "a.js",
        findings: "const a=1\n",
        first: "a.js:-:- warning unformatted",
        clean: "const a = 1;\n",
        syntax: Some("function (\n"),
        broken: Some((".prettierrc", "{ \"semi\": \n")),
    }
    .check();
}
