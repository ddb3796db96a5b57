import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readElf } from "../../../../src/core/image/inspect/elf.ts";

const ADDRESS = 0x400000;

/** A program as far as its headers: linked to libraries, with versions of symbols that it needs. */
function program({ needed = ["libc.so.6"], versions = ["GLIBC_2.2.5", "GLIBC_2.34", "GCC_3.0"], machine = 62 } = {}): Uint8Array {
    const bytes = new Uint8Array(4096);
    const view = new DataView(bytes.buffer);
    const strings = ["", ...needed, ...versions, "$ORIGIN/lib:/opt/lib"];
    const at = (text: string) => strings.slice(0, strings.indexOf(text)).join("\0").length + 1;
    const write = (offset: number, ...words: readonly number[]) =>
        words.forEach((word, index) => view.setBigUint64(offset + 8 * index, BigInt(word), true));
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    view.setUint16(18, machine, true);
    write(32, 64, 3000); // program headers, section headers
    [
        [54, 56],
        [56, 3],
        [58, 64],
        [60, 3],
        [62, 2],
    ].forEach(([offset = 0, value = 0]) => view.setUint16(offset, value, true));
    const segment = (index: number, type: number, offset: number, size: number) => {
        view.setUint32(64 + 56 * index, type, true);
        write(64 + 56 * index + 8, offset, ADDRESS + offset, 0, size, size);
    };
    segment(0, 1, 0, 4096);
    segment(1, 3, 300, 28);
    segment(2, 2, 400, 16 * (needed.length + 5));
    const text = (offset: number, value: string) => bytes.set(new TextEncoder().encode(`${value}\0`), offset);
    text(300, "/lib64/ld-linux-x86-64.so.2");
    needed.forEach((name, index) => write(400 + 16 * index, 1, at(name)));
    const rest = 400 + 16 * needed.length;
    write(
        rest,
        5,
        ADDRESS + 1000,
        10,
        strings.join("\0").length + 1,
        29,
        at("$ORIGIN/lib:/opt/lib"),
        0x6ffffffe,
        ADDRESS + 2000,
        0x6fffffff,
        1,
    );
    text(1000, strings.join("\0"));
    view.setUint16(2002, versions.length, true);
    view.setUint32(2008, 16, true);
    versions.forEach((version, index) => {
        view.setUint32(2016 + 16 * index + 8, at(version), true);
        view.setUint32(2016 + 16 * index + 12, 16, true);
    });
    const section = (index: number, name: number, type: number, offset: number, size: number) => {
        view.setUint32(3000 + 64 * index, name, true);
        view.setUint32(3000 + 64 * index + 4, type, true);
        write(3000 + 64 * index + 24, offset, size);
    };
    section(0, 1, 1, 0, 70);
    section(1, 13, 2, 0, 10);
    section(2, 21, 3, 3500, 40);
    text(3500, "\0.debug_info\0.symtab\0.shstrtab");
    return bytes;
}

const read = (bytes: Uint8Array) => readElf(async (offset, length) => bytes.subarray(offset, offset + length));

describe("an ELF file", () => {
    it("tells its loader, its libraries, the newest glibc that it needs, and what a debugger would read", async () => {
        assert.deepEqual(await read(program({ needed: ["libgcc_s.so.1", "libc.so.6"] })), {
            architecture: "amd64",
            interpreter: "/lib64/ld-linux-x86-64.so.2",
            needed: ["libgcc_s.so.1", "libc.so.6"],
            runPath: ["$ORIGIN/lib", "/opt/lib"],
            glibc: "2.34",
            hasSymbols: true,
            debugBytes: 70,
        });
    });

    it("compares versions by their numbers", async () => {
        assert.equal((await read(program({ versions: ["GLIBC_2.9", "GLIBC_2.10", "GLIBC_PRIVATE"] })))?.glibc, "2.10");
    });

    it("names the machines that SageMaker has", async () => {
        assert.equal((await read(program({ machine: 183 })))?.architecture, "arm64");
        assert.equal((await read(program({ machine: 243 })))?.architecture, "machine 243");
    });

    it("is none when it is a script, for 32 bits, or empty", async () => {
        assert.equal(await read(new TextEncoder().encode(`#!/bin/sh\n${" ".repeat(100)}`)), undefined);
        assert.equal(await read(program().with(4, 1)), undefined);
        assert.equal(await read(new Uint8Array()), undefined);
    });

    it("may be cut or damaged anywhere, and is read to an end all the same", async () => {
        const whole = program();
        for (let length = 0; length < whole.length; length += 7) {
            await read(whole.slice(0, length));
        }
        let seed = 1;
        const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
        for (let count = 0; count < 2000; count += 1) {
            const damaged = whole.slice();
            for (let bytes = 0; bytes < 8; bytes += 1) {
                damaged[random(count % 2 === 0 ? 600 : 4096)] = random(256);
            }
            await read(damaged);
        }
    });
});
