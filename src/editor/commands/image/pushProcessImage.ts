import { requireBucket } from "../../../core/bucket.ts";
import { digestText, processImage } from "../../../core/image/processImage.ts";
import type { ObjectStore } from "../../../core/objectStore.ts";
import type { Place } from "../../../core/place.ts";
import type { Cargo } from "../../../core/workspace/cargo.ts";
import type { CompilerDiagnostic } from "../../../core/workspace/compilerDiagnostic.ts";
import type { Project } from "../../../core/workspace/project.ts";

interface Needs {
    readonly place: Place;
    readonly cargo: Cargo;
    readonly storeIn: (place: Place) => Promise<ObjectStore>;
    readonly sha256Of: (file: string, signal: AbortSignal) => Promise<string>;
    readonly sha256OfText: (text: string) => string;
    /** Receives the diagnostics of a build: first that it begins, then each one. */
    readonly diagnostics: { begin(): void; add(project: Project, diagnostic: CompilerDiagnostic): void };
    readonly logLine: (line: string) => void;
}

/** Builds a crate's binaries and pushes them as an image of Local SageMaker's process runner; answers its reference. */
export function pushProcessImage(needs: Needs) {
    const { place, cargo, storeIn, sha256Of, sha256OfText, diagnostics, logLine } = needs;

    return async (project: Project, report: (message: string) => void, signal: AbortSignal): Promise<string> => {
        const executables = await build(project, report, signal);
        report("pushing the image");
        const hashes = new Map<string, string>();
        for (const [name, file] of executables) {
            hashes.set(name, await sha256Of(file, signal));
        }
        const image = processImage(project.crate.name, sha256OfText(digestText(hashes)), [...executables.keys()], place.region);
        const store = await storeIn(place);
        await requireBucket(store, { bucket: image.bucket, region: place.region }, async () => true, signal);
        const files = new Map(Array.from(image.keys, ([name, key]) => [key, executables.get(name) ?? ""]));
        await store.upload(image.bucket, files, () => {}, signal);
        return image.uri;
    };

    async function build(project: Project, report: (message: string) => void, signal: AbortSignal) {
        const { training, endpoint, features } = project.file;
        const roles = new Map([["train", training.bin]]);
        if (project.crate.bins.includes(endpoint.bin)) {
            roles.set("serve", endpoint.bin);
        } else {
            logLine(`This crate has no binary "${endpoint.bin}": its model can be trained but not deployed.`);
        }
        report("building");
        diagnostics.begin();
        const bins = [...new Set(roles.values())];
        const progress = {
            compiling: (crate: string) => report(`compiling ${crate}`),
            diagnostic: (diagnostic: CompilerDiagnostic) => diagnostics.add(project, diagnostic),
            line: logLine,
        };
        const built = await cargo.build({ crate: project.crate, bins, features }, progress, signal);
        return new Map(Array.from(roles, ([role, bin]) => [role, pathOf(built, bin)] as const));
    }
}

function pathOf(built: ReadonlyMap<string, string>, bin: string): string {
    const file = built.get(bin);
    if (file === undefined) {
        throw new Error(`Cargo reported success but no executable: ${bin}`);
    }
    return file;
}
