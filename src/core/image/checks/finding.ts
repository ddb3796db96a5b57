/** What a check is called in the Problems view. */
export type CheckId =
    | "binary-missing"
    | "binary-not-on-path"
    | "context-with-target"
    | "cuda-too-new"
    | "entrypoint"
    | "floating-tag"
    | "glibc-mismatch"
    | "libgcc-missing"
    | "ml-folder"
    | "not-root"
    | "openssl"
    | "openssl-missing"
    | "secret-in-image"
    | "shell-entrypoint"
    | "target-cpu-native"
    | "wrong-platform";

/** A change that a quick fix makes: in the file that was checked, or as lines at the end of another one, which is created when missing. */
export type Change =
    | { readonly kind: "replace"; readonly start: number; readonly end: number; readonly text: string }
    | { readonly kind: "addLines"; readonly path: string; readonly lines: readonly string[] };

export interface Fix {
    readonly title: string;
    readonly changes: readonly Change[];
}

/** Something in a file that SageMaker will not take, or that works by chance only. Offsets are into the text of the file. */
export interface Finding {
    readonly id: CheckId;
    readonly severity: "error" | "warning" | "information";
    /** Says why it matters, and what to do. */
    readonly message: string;
    readonly start: number;
    readonly end: number;
    readonly fixes: readonly Fix[];
}

/** A fix that writes other text at one place. */
export function replacement(title: string, range: { readonly start: number; readonly end: number }, text: string): Fix {
    return { title, changes: [{ kind: "replace", start: range.start, end: range.end, text }] };
}

/** A fix that takes whole lines away: those from `start` to `end`, with the line break behind them. */
export function removal(title: string, source: string, start: number, end: number): Fix {
    const lineEnd = source.indexOf("\n", end);
    return replacement(
        title,
        { start: source.lastIndexOf("\n", start - 1) + 1, end: lineEnd < 0 ? source.length : lineEnd + 1 },
        "",
    );
}
