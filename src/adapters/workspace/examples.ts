import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { contentTypeOfFile, MAX_BODY_BYTES } from "../../core/request/payload.ts";
import { readProjectFile } from "../../core/workspace/projectFile.ts";

/** A saved request body of a project. */
interface SavedRequest {
    readonly name: string;
    readonly contentType: string;
    readonly body: Uint8Array;
}

/** More would make a list that nobody reads. */
const MAX_EXAMPLES = 50;

/** The saved request bodies of the projects of these sagemaker.json files, from the folder that each names for them. */
export async function savedRequests(projectFiles: readonly string[]): Promise<readonly SavedRequest[]> {
    const folders = await Promise.all(projectFiles.map(examplesFolder));
    const lists = await Promise.all(folders.flatMap((folder) => (folder === undefined ? [] : [requestsIn(folder)])));
    return lists.flat().slice(0, MAX_EXAMPLES);
}

async function examplesFolder(projectFile: string): Promise<string | undefined> {
    const text = await unlessUnreadable(readFile(projectFile, "utf8"));
    const read = text === undefined ? undefined : readProjectFile(text);
    const examples = read && "project" in read ? read.project.endpoint.examples : undefined;
    return examples === undefined ? undefined : path.resolve(path.dirname(projectFile), examples);
}

async function requestsIn(folder: string): Promise<readonly SavedRequest[]> {
    const requests: SavedRequest[] = [];
    for (const name of (await namesIn(folder)).toSorted()) {
        const body = await unlessUnreadable(bodyOf(path.join(folder, name)));
        if (body !== undefined && requests.length < MAX_EXAMPLES) {
            requests.push({ name, contentType: contentTypeOfFile(name), body });
        }
    }
    return requests;
}

/** Undefined for a file that SageMaker would refuse. */
async function bodyOf(file: string): Promise<Uint8Array | undefined> {
    return (await stat(file)).size <= MAX_BODY_BYTES ? readFile(file) : undefined;
}

/** One file that cannot be read, or went away meanwhile, does not take the others with it. */
async function unlessUnreadable<T>(read: Promise<T>): Promise<T | undefined> {
    try {
        return await read;
    } catch {
        return undefined;
    }
}

/** A folder that is named but not there has no examples; the editor warns of it where it is named. */
async function namesIn(folder: string): Promise<readonly string[]> {
    try {
        const entries = await readdir(folder, { withFileTypes: true });
        return entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".")).map(({ name }) => name);
    } catch {
        return [];
    }
}
