import * as vscode from "vscode";

const SCHEME = "rust-sagemaker-report";

/** Shows a report, which is Markdown, under a title. */
export type ShowReport = (title: string, markdown: string) => Promise<void>;

/** Shows reports as rendered Markdown. They live as long as their documents are open; a report of the same title takes its place. */
export function reportDocuments(): vscode.Disposable & { readonly show: ShowReport } {
    const texts = new Map<string, string>();
    const changed = new vscode.EventEmitter<vscode.Uri>();
    const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: changed.event,
        provideTextDocumentContent: (uri) => texts.get(uri.toString()),
    });
    const closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => texts.delete(uri.toString()));
    return {
        async show(title, markdown) {
            // The path is the name of the tab; a slash would begin another folder.
            const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title.replaceAll("/", "∕")}.md` });
            texts.set(uri.toString(), markdown);
            changed.fire(uri);
            await vscode.commands.executeCommand("markdown.showPreview", uri);
        },
        dispose: () => [provider, closed, changed].forEach((part) => part.dispose()),
    };
}
