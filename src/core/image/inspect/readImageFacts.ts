import type { ContainerEngine, LocalImage } from "../engine/containerEngine.ts";
import { type ReadAt, readElf } from "./elf.ts";
import type { ImageFacts, ImageProgram } from "./imageFacts.ts";
import { findLibrary, libraryFolders } from "./libraries.ts";

/** A file out of an image, for as long as it is looked at. */
export interface ImageFile {
    readonly sizeBytes: number;
    readonly isExecutable: boolean;
    readonly readAt: ReadAt;
}

/** What this is done with. */
export interface ImageReader {
    readonly engine: Pick<ContainerEngine, "inspect" | "layers" | "read">;
    /** Shows the file that a tar begins with; undefined when it begins with something else. */
    readonly withFile: <T>(
        tar: ReadableStream<Uint8Array>,
        look: (file: ImageFile) => Promise<T>,
        signal: AbortSignal,
    ) => Promise<T | undefined>;
}

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Folders of a PATH and libraries of a program are fewer, unless somebody forged them: each costs a copy out of a container. */
const MAX_LOOKS = 64;

/** A text file of a system, or a C library, is smaller. */
const MAX_BYTES = 16 * 2 ** 20;

/** Reads what SageMaker will meet in an image, without running anything of it; undefined when the engine has no such image. */
export async function readImageFacts(
    reader: ImageReader,
    reference: string,
    signal: AbortSignal,
): Promise<ImageFacts | undefined> {
    const image = await reader.engine.inspect(reference, signal);
    if (image === undefined) {
        return undefined;
    }
    const [layers, system, train, serve, glibc, cuda] = await Promise.all([
        reader.engine.layers(image.id, signal),
        textOf(reader, image, "/etc/os-release", signal),
        programOf(reader, image, "train", signal),
        programOf(reader, image, "serve", signal),
        glibcOf(reader, image, signal),
        cudaOf(reader, image, signal),
    ]);
    return { image, layers, system: /^PRETTY_NAME="?([^"\n]+)/m.exec(system ?? "")?.[1], train, serve, glibc, cuda };
}

async function programOf(
    reader: ImageReader,
    image: LocalImage,
    name: string,
    signal: AbortSignal,
): Promise<ImageProgram | undefined> {
    const folders = (variable(image, "PATH") ?? DEFAULT_PATH)
        .split(":")
        .filter((folder) => folder.startsWith("/"))
        .slice(0, MAX_LOOKS);
    for (const folder of folders) {
        const path = `${folder.replace(/\/+$/, "")}/${name}`;
        const program = await fileOf(reader, image, path, (file) => lookAt(path, file), signal);
        if (program !== undefined) {
            return { ...program, missing: await missingOf(reader, image, program, signal) };
        }
    }
    return undefined;
}

async function lookAt(path: string, { sizeBytes, isExecutable, readAt }: ImageFile) {
    return { path, sizeBytes, isExecutable, elf: await readElf(readAt) };
}

async function missingOf(
    { engine }: ImageReader,
    image: LocalImage,
    { path, elf }: Omit<ImageProgram, "missing">,
    signal: AbortSignal,
): Promise<readonly string[]> {
    if (elf?.interpreter === undefined) {
        return [];
    }
    const folders = libraryFolders(image.platform, path, elf.runPath, variable(image, "LD_LIBRARY_PATH"));
    const exists = (file: string) => isThere(engine, image, file, signal);
    const names = [...new Set([elf.interpreter, ...elf.needed])].slice(0, MAX_LOOKS);
    const found = await Promise.all(names.map((name) => findLibrary(name, folders, exists)));
    return names.filter((_, index) => found[index] === undefined);
}

async function glibcOf(reader: ImageReader, image: LocalImage, signal: AbortSignal): Promise<string | undefined> {
    const exists = (file: string) => isThere(reader.engine, image, file, signal);
    const path = await findLibrary("libc.so.6", libraryFolders(image.platform, "/", [], undefined), exists);
    const text = path === undefined ? undefined : await textOf(reader, image, path, signal);
    return /GNU C Library [^\n]{0,200}release version (\d+\.\d+)/.exec(text ?? "")?.[1];
}

async function cudaOf(reader: ImageReader, image: LocalImage, signal: AbortSignal): Promise<string | undefined> {
    const declared = variable(image, "CUDA_VERSION");
    const told =
        declared ??
        /"cuda"\s*:\s*\{[^}]*"version"\s*:\s*"([\d.]+)"/.exec(
            (await textOf(reader, image, "/usr/local/cuda/version.json", signal)) ?? "",
        )?.[1];
    return /^\d+\.\d+/.exec(told ?? "")?.[0];
}

async function isThere(engine: ImageReader["engine"], image: LocalImage, path: string, signal: AbortSignal): Promise<boolean> {
    const tar = await engine.read(image.id, path, signal);
    await tar?.cancel();
    return tar !== undefined;
}

async function textOf(reader: ImageReader, image: LocalImage, path: string, signal: AbortSignal): Promise<string | undefined> {
    const read = async ({ sizeBytes, readAt }: ImageFile) =>
        new TextDecoder("latin1").decode(await readAt(0, Math.min(sizeBytes, MAX_BYTES)));
    return fileOf(reader, image, path, read, signal);
}

async function fileOf<T>(
    { engine, withFile }: ImageReader,
    image: LocalImage,
    path: string,
    look: (file: ImageFile) => Promise<T>,
    signal: AbortSignal,
): Promise<T | undefined> {
    const tar = await engine.read(image.id, path, signal);
    return tar && withFile(tar, look, signal);
}

function variable({ environment }: LocalImage, name: string): string | undefined {
    return environment.findLast((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
}
