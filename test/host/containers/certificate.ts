import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** Files of a certificate for one host name, and of the authority that has signed it. */
export interface Certificate {
    readonly caFile: string;
    readonly certFile: string;
    readonly keyFile: string;
}

/** Makes an authority of this run, and a certificate that it signs. */
export async function makeCertificate(folder: string, host: string): Promise<Certificate> {
    await fs.mkdir(folder, { recursive: true });
    const at = (name: string) => path.join(folder, name);
    const openssl = (...args: string[]) => promisify(execFile)("openssl", args);
    const newKey = (name: string) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", at(name)];
    await openssl(
        "req",
        "-x509",
        ...newKey("ca.key"),
        "-days",
        "7",
        "-subj",
        "/CN=Authority of this test run",
        "-out",
        at("ca.crt"),
    );
    await openssl("req", ...newKey("host.key"), "-subj", "/CN=registry", "-out", at("host.csr"));
    await fs.writeFile(at("extensions"), `subjectAltName=DNS:${host}\n`);
    const authority = [
        "-CA",
        at("ca.crt"),
        "-CAkey",
        at("ca.key"),
        "-CAcreateserial",
        "-days",
        "7",
        "-extfile",
        at("extensions"),
    ];
    await openssl("x509", "-req", "-in", at("host.csr"), ...authority, "-out", at("host.crt"));
    return { caFile: at("ca.crt"), certFile: at("host.crt"), keyFile: at("host.key") };
}
