/** The rows of CSV text as RFC 4180 has it: quotes may hold separators, line breaks and, doubled, quotes. At most `most` rows; what does not read as CSV, such as a quote that is never closed, is the last cell as it stands. */
export function csvRows(text: string, separator: "," | "\t", most: number): readonly (readonly string[])[] {
    const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\r\n][^${separator}\r\n]*)?)(${separator}|\r?\n|\r|$)`, "y");
    const rows: string[][] = [];
    let row: string[] = [];
    while (cell.lastIndex < text.length && rows.length < most) {
        const start = cell.lastIndex;
        const match = cell.exec(text);
        if (!match) {
            return [...rows, [...row, text.slice(start)]];
        }
        const [, quoted, bare, end] = match;
        row.push(quoted?.replaceAll('""', '"') ?? bare ?? "");
        if (end !== separator) {
            rows.push(row);
            row = [];
        }
    }
    return row.length > 0 ? [...rows, [...row, ""]] : rows;
}
