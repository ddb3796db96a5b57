import { defineConfig } from "oxlint";

// What a layer may not import. Later overrides for the same file replace earlier ones, so each lists all of its own.
const forbid = (...patterns: object[]): Record<string, ["error", object]> => ({
    "no-restricted-imports": ["error", { patterns }],
});
const vscode = { group: ["vscode"], message: "Only src/editor, src/compose and src/extension.ts know VS Code." };
const aws = { group: ["@aws-sdk/*"], message: "Only src/adapters/aws talks to AWS." };
const io = { group: ["node:*", "node:*/**", "!node:path"], message: "No input or output here; take the value as a parameter." };
const layers = (...names: string[]) => ({
    group: names.map((name) => `**/${name}/**`),
    message: "Imports point inwards: extension → editor, adapters, local → protocol → core.",
});
const otherAdapters = {
    group: ["aws", "cargo", "engine", "git", "journal", "localServer", "logFiles", "profiles", "workspace"].flatMap((name) => [
        `../${name}/**`,
        `../../${name}/**`,
    ]),
    message: "Adapters do not know each other; take a core interface as a parameter.",
};
const typesOnly = (rule: object) => ({ ...rule, allowTypeImports: true });

const stages = ["workspace", "image", "instance", "job", "endpoint", "request", "preflight", "cost", "failure", "copyAs"];
const laterStages = (stage: string) => ({
    group: stages.slice(stages.indexOf(stage) + 1).map((later) => `**/${later}/**`),
    message:
        "A stage imports only stages to its left: workspace → image → instance → job → endpoint → request, then what is made of them.",
});
const core = [vscode, typesOnly(aws), io, layers("adapters", "editor", "local", "protocol", "system", "webview")];

export default defineConfig({
    plugins: ["typescript", "import", "unicorn", "oxc"],
    categories: { correctness: "error", suspicious: "error" },
    options: { typeAware: true, typeCheck: true },
    rules: {
        "no-console": "error",
        "import/no-cycle": "error",
        "typescript/no-floating-promises": "error",
        "typescript/no-misused-promises": "error",
        "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
        "typescript/no-explicit-any": "error",
        "typescript/consistent-type-imports": "error",
        "typescript/consistent-return": "off", // objects to an exhaustive switch
        "typescript/unbound-method": "off", // what is handed around is made of closures, not of methods that need their object
        "unicorn/require-post-message-target-origin": "off", // a webview's postMessage takes none
        "unicorn/consistent-function-scoping": "off", // a function stands beside the one place that uses it
        "no-underscore-dangle": ["error", { allow: ["_default"] }], // zod/mini's name for it
        "no-await-in-loop": "off", // waiting in turn is what a poll or a sequence of AWS calls means
    },
    overrides: [
        { files: ["src/extension.ts", "src/compose/**"], rules: forbid(layers("local", "webview")) },
        { files: ["src/core/**"], rules: forbid(...core) },
        ...stages.slice(0, -1).map((stage) => ({ files: [`src/core/${stage}/**`], rules: forbid(...core, laterStages(stage)) })),
        {
            files: ["src/core/journal/**", "src/core/logs/**"],
            rules: forbid(...core, {
                group: stages.map((stage) => `**/${stage}/**`),
                message: "The stages stand on the journal and on logs.",
            }),
        },
        {
            files: ["src/system/**"],
            rules: forbid(vscode, aws, layers("core", "adapters", "editor", "local", "protocol", "webview")),
        },
        { files: ["src/protocol/**"], rules: forbid(vscode, aws, io, layers("adapters", "editor", "local", "webview")) },
        { files: ["src/adapters/**"], rules: forbid(vscode, aws, layers("editor", "local", "webview"), otherAdapters) },
        { files: ["src/adapters/aws/**"], rules: forbid(vscode, layers("editor", "local", "webview"), otherAdapters) },
        { files: ["src/local/**"], rules: forbid(vscode, typesOnly(aws), layers("adapters", "editor", "webview")) },
        { files: ["src/local/program.ts"], rules: { ...forbid(vscode, layers("editor", "webview")), "no-console": "off" } },
        { files: ["src/editor/**"], rules: forbid(aws, layers("adapters", "local", "webview")) },
        {
            files: ["src/editor/commands/**", "src/editor/tree/nodes.ts", "src/editor/panels/*Session.ts"],
            rules: forbid(typesOnly(vscode), aws, layers("adapters", "local", "webview")),
        },
        { files: ["src/webview/**"], rules: forbid(vscode, aws, io, layers("adapters", "editor", "local")) },
        {
            files: ["test/**"],
            rules: { "typescript/no-floating-promises": "off", "no-console": "off" },
        },
    ],
    ignorePatterns: ["dist", "out", "node_modules", "rust-sample", "templates"],
});
