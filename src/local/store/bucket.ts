import fs from "node:fs";
import path from "node:path";
import { randomUUID } from "node:crypto";
import { fileTable } from "./fileTable.ts";
import type { StoredObject } from "./objects.ts";
import type { Table } from "./table.ts";
import { writeContent } from "./writeContent.ts";

/** What is kept of an object beside its bytes; they lie in a file of their own, `content`, that is never written again. */
interface ObjectRecord {
    readonly key: string;
    readonly bytes: number;
    readonly modifiedAt: number;
    readonly etag: string;
    readonly contentType: string;
    readonly content: string;
}

/**
 * The objects of one bucket. An object is put by writing its bytes to a new file and then naming that file in the object's record,
 * so that who reads the old content while a new one is put goes on reading the old.
 */
export class Bucket {
    readonly createdAt: Date;
    private readonly contents: string;
    private readonly records: Table<ObjectRecord>;
    /** In key order; undefined after a change. */
    private sorted: readonly ObjectRecord[] | undefined;

    constructor(directory: string, warn: (message: string) => void) {
        this.contents = path.join(directory, "contents");
        fs.mkdirSync(this.contents, { recursive: true, mode: 0o700 });
        this.createdAt = fs.statSync(this.contents).birthtime;
        this.records = fileTable<ObjectRecord>(path.join(directory, "objects"), warn);
        this.sweep();
    }

    list(prefix: string): readonly StoredObject[] {
        this.sorted ??= this.records.all().toSorted((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
        return this.sorted.filter(({ key }) => key.startsWith(prefix)).map(objectOf);
    }

    get(key: string): StoredObject | undefined {
        const record = this.records.get(key);
        return record && objectOf(record);
    }

    fileOf(key: string): string | undefined {
        const record = this.records.get(key);
        return record && path.join(this.contents, record.content);
    }

    async put(key: string, body: AsyncIterable<Uint8Array>, contentType: string): Promise<StoredObject> {
        const content = randomUUID();
        try {
            const written = await writeContent(path.join(this.contents, content), body);
            return this.name({ key, ...written, contentType, content, modifiedAt: Date.now() });
        } catch (error) {
            this.remove(path.join(this.contents, content));
            throw error;
        }
    }

    delete(key: string): void {
        const file = this.fileOf(key);
        this.records.delete(key);
        this.sorted = undefined;
        this.remove(file);
    }

    /** Makes a written content that of its key. */
    private name(record: ObjectRecord): StoredObject {
        const replaced = this.fileOf(record.key);
        this.records.put(record.key, record);
        this.sorted = undefined;
        this.remove(replaced);
        return objectOf(record);
    }

    private remove(file: string | undefined): void {
        if (file !== undefined) {
            fs.rmSync(file, { force: true });
        }
    }

    /** Removes what a killed server left behind: contents that no object names. */
    private sweep(): void {
        const named = new Set(this.records.all().map(({ content }) => content));
        for (const content of fs.readdirSync(this.contents)) {
            if (!named.has(content)) {
                this.remove(path.join(this.contents, content));
            }
        }
    }
}

function objectOf({ key, bytes, modifiedAt, etag, contentType }: ObjectRecord): StoredObject {
    return { key, bytes, etag, contentType, modifiedAt: new Date(modifiedAt) };
}
