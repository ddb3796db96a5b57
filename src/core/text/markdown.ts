/** Text as it is: no character of it means anything to Markdown or HTML, and no line ends before its time. */
export function text(plain: string): string {
    return oneLine(plain).replace(/[\\`*_[\]!|~<>&:@$#]/g, (char) => ENTITIES[char] ?? `\\${char}`);
}

/** Text in a fixed-width font. A longer one is cut: instructions of an image may be whole scripts. */
export function code(plain: string): string {
    const line = oneLine(plain);
    const cut = line.length > 300 ? `${line.slice(0, 299)}…` : line;
    const fence = "`".repeat(1 + Math.max(0, ...[...cut.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
    // A pipe would end the cell of a table even in code.
    return cut === "" ? "" : `${fence} ${cut.replaceAll("|", "\\|")} ${fence}`;
}

/** Lines in a fixed-width font, as they are. */
export function codeBlock(lines: readonly string[]): string {
    const plain = lines.map(withoutControls);
    const fence = "`".repeat(
        Math.max(3, 1 + Math.max(0, ...plain.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)))),
    );
    return [`${fence}text`, ...plain, fence].join("\n");
}

/** A link to a file of the workspace's first folder; a Markdown preview opens no other. */
export function workspaceLink(shown: string, relativePath: string, line: number): string {
    const path = relativePath
        .split("/")
        .map((part) => encodeURIComponent(part).replace(/[()']/g, (char) => `%${char.charCodeAt(0).toString(16)}`));
    return `[${text(shown)}](/${path.join("/")}#L${line})`;
}

export function heading(level: 1 | 2, plain: string): string {
    return `${"#".repeat(level)} ${text(plain)}`;
}

/** The cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The items are Markdown already. */
export function bulletList(items: readonly string[]): string {
    return items.map((item) => `- ${item}`).join("\n");
}

const ENTITIES: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

function oneLine(plain: string): string {
    return withoutControls(plain).trim();
}

function withoutControls(plain: string): string {
    // oxlint-disable-next-line no-control-regex -- that is what is taken away
    return plain.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ");
}
