/** What a request of the registry's API is about. */
export type Target =
    | { readonly kind: "login" }
    | { readonly kind: "manifest"; readonly repository: string; readonly reference: string }
    /** `finishes`: with this request the layer is complete. */
    | { readonly kind: "upload"; readonly repository: string; readonly finishes: boolean; readonly carriesLayer: boolean }
    | { readonly kind: "blob"; readonly repository: string; readonly carriesLayer: boolean }
    | { readonly kind: "other"; readonly repository: string };

/** Reads method and address of a request. */
export function targetOf(method: string, url: URL): Target | undefined {
    if (/^\/v2\/?$/.test(url.pathname)) {
        return { kind: "login" };
    }
    const [, repository, room, rest = ""] = /^\/v2\/(.+?)\/(manifests|blobs|tags)\/(.*)$/.exec(url.pathname) ?? [];
    if (repository === undefined) {
        return undefined;
    }
    if (room === "manifests") {
        return { kind: "manifest", repository, reference: rest };
    }
    if (room === "blobs" && rest.startsWith("uploads/")) {
        const finishes = method === "PUT";
        return { kind: "upload", repository, finishes, carriesLayer: finishes || method === "PATCH" };
    }
    return room === "blobs" ? { kind: "blob", repository, carriesLayer: method === "GET" } : { kind: "other", repository };
}
