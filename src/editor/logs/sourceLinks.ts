import * as vscode from "vscode";
import { type SourcePlace, sourcePlaces } from "../../core/logs/sourcePlaces.ts";
import type { FindSource } from "./sourceFiles.ts";

/** Of a log with more of them, the newest ones become links. */
const MOST_LINKS = 1000;

/** Makes links of the places in sources that a log names, in our output channels and in saved logs; a click opens the file at the line. */
export function sourceLinks(find: () => Promise<FindSource>, savedLogs: string): vscode.Disposable {
    const saved = { scheme: "file", pattern: new vscode.RelativePattern(vscode.Uri.file(savedLogs), "*.log") };
    return vscode.languages.registerDocumentLinkProvider([{ scheme: "output", language: "log" }, saved], {
        async provideDocumentLinks(document) {
            if (document.uri.scheme === "output" && !document.uri.path.includes("SageMaker: ")) {
                return [];
            }
            const found = sourcePlaces(document.getText()).slice(-MOST_LINKS);
            return found.length === 0 ? [] : linksOf(document, found, await find());
        },
    });
}

async function linksOf(
    document: vscode.TextDocument,
    places: readonly SourcePlace[],
    find: FindSource,
): Promise<vscode.DocumentLink[]> {
    const files = new Map<string, string | undefined>();
    for (const named of new Set(places.map(({ path }) => path))) {
        files.set(named, await find(named, document.uri.path));
    }
    return places.flatMap(({ path, line, column, start, end }) => {
        const file = files.get(path);
        if (file === undefined) {
            return [];
        }
        const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
        return [new vscode.DocumentLink(range, vscode.Uri.file(file).with({ fragment: `L${line},${column}` }))];
    });
}
