/**
 * The binaries of a package by what its manifest and its folders say, without asking cargo. `sources` are the paths of its Rust files under
 * src/ that may be the root of one, relative to the manifest and with slashes.
 */
export function binsOf(manifest: string, sources: readonly string[]): readonly string[] {
    const named = [...manifest.matchAll(/^[ \t]*\[\[bin\]\][ \t]*(?:#.*)?\n((?:(?![ \t]*\[).*\n?)*)/gm)].map(
        ([, table = ""]) => /^[ \t]*name[ \t]*=[ \t]*["']([^"'\n]+)/m.exec(table)?.[1],
    );
    const isAutomatic = !/^[ \t]*autobins[ \t]*=[ \t]*false/m.test(manifest);
    const found = isAutomatic ? sources.map((source) => binOf(source, packageName(manifest))) : [];
    return [...new Set([...named, ...found])].filter((bin) => bin !== undefined);
}

function binOf(source: string, ownName: string | undefined): string | undefined {
    return source === "src/main.rs" ? ownName : /^src\/bin\/([^/]+?)(?:\.rs|\/main\.rs)$/.exec(source)?.[1];
}

/** The name of the package that a manifest describes; undefined for a workspace without one. */
export function packageName(manifest: string): string | undefined {
    const table = /^[ \t]*\[package\][ \t]*(?:#.*)?\n((?:(?![ \t]*\[).*\n?)*)/m.exec(manifest)?.[1] ?? "";
    return /^[ \t]*name[ \t]*=[ \t]*["']([^"'\n]+)/m.exec(table)?.[1];
}
