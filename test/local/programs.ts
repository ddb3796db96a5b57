import { createHash } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";

/** The bucket that the tests keep data and artifacts in. */
export const BUCKET = "sagemaker-us-east-1-000000000000";

/** An executable file that runs JavaScript (CommonJS) in the Node of this test. */
export function nodeProgram(source: string): string {
    const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
    return `#!/bin/sh\nexec ${quoted(process.execPath)} -e ${quoted(source)} -- "$@"\n`;
}

/** Pushes an image of executables and answers its reference, as an extension or a script does it. */
export async function pushImage(
    s3: S3Client,
    executables: Readonly<Record<string, string>>,
    repository = "sample",
): Promise<string> {
    const sorted = Object.entries(executables).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const digest = createHash("sha256");
    for (const [name, content] of sorted) {
        digest.update(`${name} ${createHash("sha256").update(content).digest("hex")}\n`);
    }
    const hex = digest.digest("hex");
    await s3.send(new CreateBucketCommand({ Bucket: "local-images" }));
    for (const [name, content] of sorted) {
        await s3.send(
            new PutObjectCommand({ Bucket: "local-images", Key: `${repository}/sha256/${hex}/${name}`, Body: content }),
        );
    }
    return `000000000000.dkr.ecr.us-east-1.amazonaws.com/${repository}@sha256:${hex}`;
}
