import type { Server } from "./server.ts";

/** The page that shows a folder. `payload` takes effect only on a server started with `smokeTest`. */
export function workbenchUrl(server: Server, folder: string, payload: readonly (readonly [string, string])[] = []): string {
    const query = new URLSearchParams({ folder });
    if (payload.length > 0) {
        query.set("payload", JSON.stringify(payload));
    }
    return `http://127.0.0.1:${server.port}/?${query}`;
}

/** How the page names a file of the server's machine. */
export function remoteUri(server: Server, file: string): string {
    return `vscode-remote://127.0.0.1:${server.port}${encodeURI(file)}`;
}
