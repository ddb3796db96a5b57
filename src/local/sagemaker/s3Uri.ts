/** Bucket and key of an `s3://` URI; the key is empty when the URI names a bucket alone. Undefined for anything else. */
export function parseS3Uri(uri: string): { readonly bucket: string; readonly key: string } | undefined {
    const match = /^s3:\/\/([^/]+)\/?(.*)$/su.exec(uri);
    return match?.[1] === undefined ? undefined : { bucket: match[1], key: match[2] ?? "" };
}
