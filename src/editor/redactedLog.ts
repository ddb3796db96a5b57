import type * as vscode from "vscode";
import { redact } from "../core/redact.ts";

const WRITERS: ReadonlySet<PropertyKey> = new Set(["append", "appendLine", "debug", "error", "info", "replace", "trace", "warn"]);

/** The log without secrets, whoever writes to it: its arguments are errors, texts, and what may be made into text. */
export function redactedLog(log: vscode.LogOutputChannel): vscode.LogOutputChannel {
    return new Proxy(log, {
        get(target, name) {
            const member: unknown = Reflect.get(target, name, target);
            if (typeof member !== "function") {
                return member;
            }
            return WRITERS.has(name)
                ? (...said: readonly unknown[]) => Reflect.apply(member, target, said.map(redacted))
                : member.bind(target);
        },
    });
}

function redacted(said: unknown): string {
    if (said instanceof Error) {
        return redact(said.stack ?? said.message);
    }
    return redact(typeof said === "string" ? said : (JSON.stringify(said) ?? String(said)));
}
