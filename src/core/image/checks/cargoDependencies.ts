/** A dependency as a Cargo.toml spells it. Offsets are those of its name. */
export interface Dependency {
    readonly name: string;
    /** Undefined for one of a path, of git or of the workspace. */
    readonly version: string | undefined;
    readonly hasDefaults: boolean;
    readonly features: readonly string[];
    readonly start: number;
    readonly end: number;
    /** The value behind the `=`, and its fields where it is a table; undefined when the dependency is a table of its own. */
    readonly inline: { readonly start: number; readonly end: number; readonly fields: readonly string[] } | undefined;
}

const HEADER = /^[ \t]*\[([^[\]\n]+)\][ \t]*(?:#.*)?$/gm;
const ENTRY = /^[ \t]*("?)([A-Za-z0-9_-]+)\1[ \t]*=[ \t]*/gm;

/** The `[dependencies]` of a manifest, those of a target included; what tests and build scripts use is not part of the binary. */
export function dependenciesOf(manifest: string): readonly Dependency[] {
    return tablesOf(manifest).flatMap(({ name, start, end, nameStart }) => {
        const own = /^(?:target\..+\.|workspace\.)?dependencies(?:\.["']?([A-Za-z0-9_-]+)["']?)?$/.exec(name);
        if (!own) {
            return [];
        }
        return own[1] === undefined
            ? entriesOf(manifest, start, end)
            : [dependencyOf(own[1], manifest.slice(start, end), { start: nameStart, end: nameStart + name.length }, undefined)];
    });
}

function tablesOf(text: string) {
    const headers = [...text.matchAll(HEADER)];
    return headers.map((header, index) => ({
        name: (header[1] ?? "").trim(),
        nameStart: header.index + header[0].indexOf(header[1] ?? ""),
        start: header.index + header[0].length,
        end: headers[index + 1]?.index ?? text.length,
    }));
}

function entriesOf(text: string, from: number, to: number): readonly Dependency[] {
    const entries: Dependency[] = [];
    ENTRY.lastIndex = from;
    for (let entry = ENTRY.exec(text); entry && entry.index < to; entry = ENTRY.exec(text)) {
        const [, , name = ""] = entry;
        const start = ENTRY.lastIndex;
        const end = valueEnd(text, start);
        const nameStart = entry.index + entry[0].indexOf(name);
        const value = text.slice(start, end);
        const fields = value.startsWith("{") ? splitFields(value.slice(1, -1)) : [`version = ${value}`];
        entries.push(
            dependencyOf(name, fields.join("\n"), { start: nameStart, end: nameStart + name.length }, { start, end, fields }),
        );
        ENTRY.lastIndex = end;
    }
    return entries;
}

/** The end of a value that may hold brackets and text. */
function valueEnd(text: string, start: number): number {
    let depth = 0;
    let quote = "";
    for (let index = start; index < text.length; index += 1) {
        const char = text[index] ?? "";
        if (quote !== "") {
            quote = char === quote ? "" : quote;
        } else if (char === '"' || char === "'") {
            quote = char;
        } else if (char === "{" || char === "[") {
            depth += 1;
        } else if (char === "}" || char === "]") {
            depth -= 1;
        } else if (depth <= 0 && (char === "\n" || char === "#" || char === ",")) {
            return index - (/\s*$/.exec(text.slice(start, index))?.[0].length ?? 0);
        }
    }
    return text.length;
}

function splitFields(table: string): readonly string[] {
    const fields: string[] = [];
    for (let start = 0; start < table.length;) {
        const end = valueEnd(table, start);
        fields.push(table.slice(start, end));
        start = table.indexOf(",", end) + 1 || table.length;
    }
    return fields.filter((field) => field.trim() !== "");
}

function dependencyOf(
    key: string,
    fields: string,
    range: { readonly start: number; readonly end: number },
    inline: Dependency["inline"],
): Dependency {
    const textOf = (field: string) => new RegExp(`^\\s*${field}\\s*=\\s*["']([^"']*)`, "m").exec(fields)?.[1];
    const list = /^\s*features\s*=\s*\[([^\]]*)/m.exec(fields)?.[1] ?? "";
    return {
        name: textOf("package") ?? key,
        version: textOf("version"),
        hasDefaults: !/^\s*default[-_]features\s*=\s*false/m.test(fields) && !/^\s*(workspace|optional)\s*=\s*true/m.test(fields),
        features: [...list.matchAll(/["']([^"']+)["']/g)].map(([, feature = ""]) => feature),
        ...range,
        inline,
    };
}
