import * as vscode from "vscode";

const SCHEME = "rust-sagemaker-report";

/** Shows a report, which is Markdown, under a title. */
export type ShowReport = (title: string, markdown: string) => Promise<void>;

/** Shows a JSON text to be read, under a name. */
export type ShowJson = (name: string, text: string) => Promise<void>;

/**
 * Shows reports as rendered Markdown, and JSON as it is. They live as long as their documents are open, are not to be changed or saved, and
 * take the place of those of the same title.
 */
export function reportDocuments(): vscode.Disposable & { readonly show: ShowReport; readonly showJson: ShowJson } {
    const texts = new Map<string, string>();
    const changed = new vscode.EventEmitter<vscode.Uri>();
    const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: changed.event,
        provideTextDocumentContent: (uri) => texts.get(uri.toString()),
    });
    const closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => texts.delete(uri.toString()));
    const put = (title: string, text: string): vscode.Uri => {
        // The path is the name of the tab; a slash would begin another folder.
        const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title.replaceAll("/", "∕")}` });
        texts.set(uri.toString(), text);
        changed.fire(uri);
        return uri;
    };
    return {
        async show(title, markdown) {
            await vscode.commands.executeCommand("markdown.showPreview", put(`${title}.md`, markdown));
        },
        async showJson(name, text) {
            const document = await vscode.workspace.openTextDocument(put(`${name}.json`, text));
            await vscode.window.showTextDocument(document, { preview: true });
        },
        dispose: () => [provider, closed, changed].forEach((part) => part.dispose()),
    };
}
