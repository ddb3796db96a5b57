/** Where the parts of the page are, as the webview may fetch them. */
interface PageParts {
    readonly script: string;
    readonly styles: readonly string[];
    /** The source that VS Code serves a webview's own files from. */
    readonly cspSource: string;
    readonly nonce: string;
}

/**
 * The page of a panel: nothing runs but our script, nothing is fetched but our styles, and pictures are shown from bytes that the page was
 * given.
 */
export function panelPage({ script, styles, cspSource, nonce }: PageParts): string {
    const policy = [
        "default-src 'none'",
        `script-src 'nonce-${nonce}'`,
        `style-src ${cspSource}`,
        "img-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ].join("; ");
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SageMaker</title>
${styles.map((style) => `<link rel="stylesheet" href="${style}">`).join("\n")}
</head>
<body>
<main id="panel"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
