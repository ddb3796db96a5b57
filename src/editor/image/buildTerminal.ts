import * as vscode from "vscode";
import type { BuildView } from "./buildView.ts";
import { terminalOutput } from "./terminalOutput.ts";

const CTRL_C = "\x03";
const DIM = "\x1b[2m";
const RED = "\x1b[31m";
const GREEN = "\x1b[32m";
const PLAIN = "\x1b[0m";

/** A terminal in which a build is watched. Ctrl+C and closing the terminal cancel the build. */
export class BuildTerminal implements vscode.Pseudoterminal, BuildView {
    readonly #written = new vscode.EventEmitter<string>();
    readonly #closed = new vscode.EventEmitter<number>();
    readonly #onOpen: () => void;
    /** What is written before VS Code shows the terminal would be lost. */
    #early: string[] | undefined = [];
    #text = terminalOutput();
    #cancel: (() => void) | undefined;

    readonly onDidWrite = this.#written.event;
    readonly onDidClose = this.#closed.event;
    isClosed = false;

    /** `onOpen` is called when VS Code has the terminal ready. */
    constructor(onOpen: () => void = () => {}) {
        this.#onOpen = onOpen;
    }

    open(): void {
        const early = this.#early ?? [];
        this.#early = undefined;
        early.forEach((text) => this.#written.fire(text));
        this.#onOpen();
    }

    close(): void {
        this.isClosed = true;
        this.#cancel?.();
    }

    handleInput(data: string): void {
        if (data === CTRL_C) {
            this.#cancel?.();
        }
    }

    begin(heading: string, cancel: () => void): void {
        this.#cancel = cancel;
        this.#text = terminalOutput();
        this.#put(`${DIM}${this.#text(heading)}${PLAIN}\r\n`);
    }

    write(text: string): void {
        this.#put(this.#text(text));
    }

    end(sentence: string, outcome: "succeeded" | "failed"): void {
        if (this.#cancel === undefined) {
            return; // The builder has said it, in more detail than who called it.
        }
        this.#cancel = undefined;
        const colour = outcome === "succeeded" ? GREEN : RED;
        this.#put(`${PLAIN}\r\n${colour}${terminalOutput()(sentence)}${PLAIN}\r\n\r\n`);
    }

    /** Ends the terminal, as a task that exits with this code. */
    exit(code: number): void {
        this.#closed.fire(code);
    }

    #put(text: string): void {
        if (this.#early === undefined) {
            this.#written.fire(text);
        } else {
            this.#early.push(text);
        }
    }
}
