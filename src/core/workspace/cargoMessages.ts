import * as z from "zod/mini";
import type { CompilerDiagnostic } from "./compilerDiagnostic.ts";

const Span = z.object({
    file_name: z.string(),
    line_start: z.number(),
    line_end: z.number(),
    column_start: z.number(),
    column_end: z.number(),
    is_primary: z.boolean(),
});
const CargoLine = z.discriminatedUnion("reason", [
    z.object({
        reason: z.literal("compiler-message"),
        manifest_path: z.string(),
        message: z.object({
            message: z.string(),
            level: z.string(),
            code: z.nullish(z.object({ code: z.string() })),
            spans: z.array(Span),
            rendered: z.nullish(z.string()),
            children: z.array(z.object({ message: z.string() })),
        }),
    }),
    z.object({
        reason: z.literal("compiler-artifact"),
        target: z.object({ name: z.string(), kind: z.array(z.string()) }),
        executable: z.nullish(z.string()),
    }),
    z.object({ reason: z.literal("build-finished"), success: z.boolean() }),
]);

/** What a line of cargo's output says, as far as this extension uses it. */
export type CargoMessage =
    | { readonly kind: "diagnostic"; readonly diagnostic: CompilerDiagnostic; readonly rendered: string }
    /** What rustc says of no place in a file: that there is no linker, or what the linker said. */
    | {
          readonly kind: "remark";
          readonly level: CompilerDiagnostic["level"];
          readonly message: string;
          readonly rendered: string;
      }
    | { readonly kind: "executable"; readonly bin: string; readonly path: string }
    | { readonly kind: "finished"; readonly success: boolean };

/** Reads a line of `cargo build --message-format json`; undefined for lines that this extension has no use for. */
export function parseCargoMessage(line: string): CargoMessage | undefined {
    const parsed = CargoLine.safeParse(jsonOf(line));
    if (!parsed.success) {
        return undefined;
    }
    const message = parsed.data;
    switch (message.reason) {
        case "compiler-message":
            return diagnosticOf(message);
        case "compiler-artifact":
            return message.executable && message.target.kind.includes("bin")
                ? { kind: "executable", bin: message.target.name, path: message.executable }
                : undefined;
        case "build-finished":
            return { kind: "finished", success: message.success };
    }
}

type CompilerMessage = Extract<z.infer<typeof CargoLine>, { reason: "compiler-message" }>;

/** A procedural macro may print lines of its own among cargo's, whatever they look like. */
function jsonOf(line: string): unknown {
    try {
        return line.startsWith("{") ? JSON.parse(line) : undefined;
    } catch {
        return undefined;
    }
}

function diagnosticOf({ manifest_path: manifestPath, message: rustc }: CompilerMessage): CargoMessage | undefined {
    const { message, level, code, spans, rendered, children } = rustc;
    const span = spans.find(({ is_primary }) => is_primary);
    if (level !== "error" && level !== "warning") {
        return undefined;
    }
    if (span === undefined) {
        // The count of errors at the end, which cargo says too.
        return /^(aborting due to|\d+ warnings? emitted)/.test(message)
            ? undefined
            : { kind: "remark", level, message, rendered: [message, ...children.map((child) => child.message)].join("\n") };
    }
    return {
        kind: "diagnostic",
        rendered: rendered ?? message,
        diagnostic: {
            level,
            message,
            code: code?.code,
            file: span.file_name,
            manifestPath,
            start: { line: span.line_start - 1, column: span.column_start - 1 },
            end: { line: span.line_end - 1, column: span.column_end - 1 },
        },
    };
}

/** The crate that cargo says it is compiling, from a line of its standard error. */
export function compilingCrate(line: string): string | undefined {
    return /^\s*(?:Compiling|Checking) (\S+) v/.exec(line)?.[1];
}
