/** The line and column of an offset into a text, both from 0, as an editor counts them. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
    const before = text.slice(0, offset).split("\n");
    return { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
}
