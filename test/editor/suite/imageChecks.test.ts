import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "./until.ts";

const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("a folder is open");
const file = (name: string) => vscode.Uri.joinPath(folder(), name);
const write = (name: string, text: string) => vscode.workspace.fs.writeFile(file(name), new TextEncoder().encode(text));
const told = (name: string) => vscode.languages.getDiagnostics(file(name)).filter(({ source }) => source === "SageMaker");
const codes = (name: string) => told(name).map(({ code }) => code);

/** As a person opens it: what a test opens by openTextDocument stays known for minutes after it is closed. */
async function show(name: string): Promise<vscode.TextDocument> {
    await vscode.commands.executeCommand("vscode.open", file(name));
    return vscode.window.activeTextEditor?.document ?? assert.fail("an editor is open");
}

/** Takes the quick fix of what is told first. */
async function fix(name: string, title: string): Promise<void> {
    const [first] = told(name);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        file(name),
        first?.range,
    );
    const action = actions.find((one) => one.title === title) ?? assert.fail(actions.map((one) => one.title).join(", "));
    assert.equal(await vscode.workspace.applyEdit(action.edit!), true);
}

const DOCKERFILE = `FROM rust:1.95-slim-bookworm AS builder
COPY . .
RUN cargo build --release
FROM debian:bullseye-slim
COPY --from=builder /target/release/train /target/release/serve /usr/local/bin/
`;

/** One for each test: what is still known of a file that was deleted does not come in between. */
const NAMES = ["Dockerfile.libc", "Dockerfile.entry", "Dockerfile.context"];

describe("a Dockerfile in the editor", () => {
    afterEach(async () => {
        await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
        for (const name of [...NAMES, ".dockerignore", "target"]) {
            await vscode.workspace.fs.delete(file(name), { recursive: true }).then(undefined, () => undefined);
        }
    });

    it("has underlined what SageMaker will not take, and a fix for it", async () => {
        await write("Dockerfile.libc", DOCKERFILE);
        const document = await show("Dockerfile.libc");
        await until(() => codes("Dockerfile.libc").includes("glibc-mismatch"));
        await fix("Dockerfile.libc", "Run on debian:bookworm-slim");
        assert.match(document.getText(), /^FROM debian:bookworm-slim$/m);
        await until(() => told("Dockerfile.libc").length === 0);
    });

    it("tells of an ENTRYPOINT as soon as it is typed, until it is closed", async () => {
        await write("Dockerfile.entry", DOCKERFILE.replace("bullseye", "bookworm"));
        const document = await show("Dockerfile.entry");
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(document.lineCount, 0), "ENTRYPOINT serve\n");
        await vscode.workspace.applyEdit(edit);
        await until(() => codes("Dockerfile.entry").includes("shell-entrypoint"));
        await document.save();
        await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
        await until(() => told("Dockerfile.entry").length === 0);
    });

    it("gets a .dockerignore where the context has cargo's target folder", async () => {
        await write("target/CACHEDIR.TAG", "");
        await write("Dockerfile.context", DOCKERFILE.replace("bullseye", "bookworm"));
        await show("Dockerfile.context");
        await until(() => codes("Dockerfile.context").includes("context-with-target"));
        await fix("Dockerfile.context", "Create .dockerignore");
        const ignore = await vscode.workspace.openTextDocument(file(".dockerignore"));
        assert.equal(ignore.getText(), "**/target\n.git\n");
        await ignore.save();
        await until(() => told("Dockerfile.context").length === 0);
    });
});

describe("cargo's files in the editor", () => {
    afterEach(async () => {
        await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
        await vscode.workspace.fs.delete(file(".cargo"), { recursive: true });
    });

    it("tell of code for the CPU that builds", async () => {
        await write(".cargo/config.toml", '[build]\nrustflags = ["-C", "target-cpu=native"]\n');
        const document = await show(".cargo/config.toml");
        await until(() => codes(".cargo/config.toml").includes("target-cpu-native"));
        await fix(".cargo/config.toml", "Compile for x86-64-v3 (AVX2)");
        assert.match(document.getText(), /target-cpu=x86-64-v3/);
        await document.save();
    });
});
