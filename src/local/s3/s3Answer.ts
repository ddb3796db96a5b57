import type { OutgoingHttpHeaders } from "node:http";
import { xmlDocument, type XmlElement } from "../protocol/xml.ts";

/** The answer to a request of S3. */
export interface S3Answer {
    readonly status: number;
    readonly headers?: OutgoingHttpHeaders;
    /** Text, or a range of a file. */
    readonly body?: string | { readonly file: string; readonly start: number; readonly end: number };
}

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** A success in S3's XML. */
export function xmlAnswer(root: string, content: XmlElement): S3Answer {
    return { status: 200, headers: { "content-type": "application/xml" }, body: xmlDocument(root, content, NAMESPACE) };
}
