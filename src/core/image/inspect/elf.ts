import { compareVersions } from "../version.ts";

/** Reads a part of a file; shorter where the file ends. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

/** What a Linux program asks of the system that it runs on. */
export interface ElfFacts {
    /** `amd64`, `arm64`, or the number of another machine. */
    readonly architecture: string;
    /** The loader that starts it; undefined for a static program, which needs no library at all. */
    readonly interpreter: string | undefined;
    /** The shared libraries that it is linked to. */
    readonly needed: readonly string[];
    /** Folders of its own that it looks for them in; `$ORIGIN` is its own folder. */
    readonly runPath: readonly string[];
    /** The newest version of glibc that one of its symbols needs. */
    readonly glibc: string | undefined;
    readonly hasSymbols: boolean;
    /** Bytes of the file that only a debugger reads. */
    readonly debugBytes: number;
}

/** What a damaged or forged file may claim is not read beyond these. */
const MAX_TABLE = 16 * 2 ** 20;
const MAX_ENTRIES = 1024;

const MACHINES: Readonly<Record<number, string>> = { 62: "amd64", 183: "arm64" };
const [PT_LOAD, PT_DYNAMIC, PT_INTERP] = [1, 2, 3];
const [DT_NEEDED, DT_STRTAB, DT_STRSZ, DT_RPATH, DT_RUNPATH, DT_VERNEED] = [1, 5, 10, 15, 29, 0x6ffffffe];
const SHT_SYMTAB = 2;

/** Reads a 64-bit little-endian ELF file, which is what SageMaker's instances run; undefined for anything else, such as a script. */
export async function readElf(readAt: ReadAt): Promise<ElfFacts | undefined> {
    const head = viewOf(await readAt(0, 64));
    if (head.byteLength < 64 || head.getUint32(0) !== 0x7f454c46 || head.getUint8(4) !== 2 || head.getUint8(5) !== 1) {
        return undefined;
    }
    const machine = head.getUint16(18, true);
    const segments = await segmentsOf(head, readAt);
    const interpreter = segments.find(({ type }) => type === PT_INTERP);
    const dynamic = await dynamicOf(segments, readAt);
    return {
        architecture: MACHINES[machine] ?? `machine ${machine}`,
        interpreter: interpreter && textAt(await readTable(readAt, interpreter.offset, interpreter.size), 0),
        ...dynamic,
        ...(await symbolsOf(head, readAt)),
    };
}

interface Segment {
    readonly type: number;
    readonly offset: number;
    readonly address: number;
    readonly size: number;
}

async function segmentsOf(head: DataView, readAt: ReadAt): Promise<readonly Segment[]> {
    const [size, count] = [head.getUint16(54, true), Math.min(head.getUint16(56, true), MAX_ENTRIES)];
    const table = viewOf(await readTable(readAt, number(head, 32), size * count));
    return recordsOf(table, size, 56).map((at) => ({
        type: table.getUint32(at, true),
        offset: number(table, at + 8),
        address: number(table, at + 16),
        size: number(table, at + 32),
    }));
}

async function dynamicOf(segments: readonly Segment[], readAt: ReadAt) {
    const segment = segments.find(({ type }) => type === PT_DYNAMIC);
    const table = viewOf(
        segment ? await readTable(readAt, segment.offset, Math.min(segment.size, 16 * MAX_ENTRIES)) : new Uint8Array(),
    );
    const entries = recordsOf(table, 16, 16).map((at) => ({ tag: number(table, at), value: number(table, at + 8) }));
    const valueOf = (tag: number) => entries.find((entry) => entry.tag === tag)?.value;
    const offsetOf = (address: number | undefined) => {
        const load = segments.find(
            (one) => one.type === PT_LOAD && address !== undefined && address >= one.address && address < one.address + one.size,
        );
        return load && address !== undefined ? address - load.address + load.offset : undefined;
    };
    const stringsAt = offsetOf(valueOf(DT_STRTAB));
    const strings = stringsAt === undefined ? new Uint8Array() : await readTable(readAt, stringsAt, valueOf(DT_STRSZ) ?? 0);
    const textsOf = (tag: number) => entries.filter((entry) => entry.tag === tag).map(({ value }) => textAt(strings, value));
    const versionsAt = offsetOf(valueOf(DT_VERNEED));
    const versions = versionsAt === undefined ? [] : await versionsOf(readAt, versionsAt, strings);
    return {
        needed: textsOf(DT_NEEDED),
        runPath: [...textsOf(DT_RPATH), ...textsOf(DT_RUNPATH)].flatMap((list) => list.split(":")),
        glibc: newestGlibc(versions),
    };
}

/** The names of the symbol versions that are needed: a list for each library, each entry with the distance to the next one. */
async function versionsOf(readAt: ReadAt, start: number, strings: Uint8Array): Promise<readonly string[]> {
    const names: string[] = [];
    const entries = (first: number, each: (at: number, entry: DataView) => Promise<number> | number) =>
        walk(readAt, first, () => names.length < MAX_ENTRIES, each);
    await entries(start, async (at, need) => {
        await entries(at + need.getUint32(8, true), (_, version) => {
            names.push(textAt(strings, version.getUint32(8, true)));
            return version.getUint32(12, true);
        });
        return need.getUint32(12, true);
    });
    return names;
}

/** Goes from entry to entry, 16 bytes each, until one has no next. */
async function walk(
    readAt: ReadAt,
    first: number,
    goesOn: () => boolean,
    each: (at: number, entry: DataView) => Promise<number> | number,
): Promise<void> {
    for (let [at, count] = [first, 0]; count < MAX_ENTRIES && goesOn(); count += 1) {
        const entry = viewOf(await readAt(at, 16));
        const next = entry.byteLength < 16 ? 0 : await each(at, entry);
        if (next === 0) {
            return;
        }
        at += next;
    }
}

function newestGlibc(names: readonly string[]): string | undefined {
    return names
        .map((name) => /^GLIBC_(\d+(?:\.\d+)+)$/.exec(name)?.[1])
        .filter((version) => version !== undefined)
        .toSorted(compareVersions)
        .at(-1);
}

async function symbolsOf(head: DataView, readAt: ReadAt) {
    const [size, count] = [head.getUint16(58, true), head.getUint16(60, true)];
    const table = viewOf(await readTable(readAt, number(head, 40), size * count));
    const sections = recordsOf(table, size, 64).map((at) => ({
        name: table.getUint32(at, true),
        type: table.getUint32(at + 4, true),
        offset: number(table, at + 24),
        size: number(table, at + 32),
    }));
    const names = sections[head.getUint16(62, true)];
    const strings = names ? await readTable(readAt, names.offset, names.size) : new Uint8Array();
    const debug = sections.filter(({ name }) => /^\.z?debug_/.test(textAt(strings, name)));
    return {
        hasSymbols: sections.some(({ type }) => type === SHT_SYMTAB),
        debugBytes: debug.reduce((sum, section) => sum + section.size, 0),
    };
}

async function readTable(readAt: ReadAt, offset: number, length: number): Promise<Uint8Array> {
    return readAt(offset, Math.min(length, MAX_TABLE));
}

/** Offsets of the records of a table; none where they would be shorter than what is read of them. */
function recordsOf(table: DataView, size: number, least: number): readonly number[] {
    const count = size < least ? 0 : Math.floor(table.byteLength / size);
    return Array.from({ length: count }, (_, index) => index * size);
}

function viewOf(bytes: Uint8Array): DataView {
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function number(view: DataView, at: number): number {
    return Number(view.getBigUint64(at, true));
}

function textAt(strings: Uint8Array, at: number): string {
    const end = strings.indexOf(0, at);
    return new TextDecoder("latin1").decode(strings.subarray(at, Math.min(end < 0 ? strings.length : end, at + 4096)));
}
