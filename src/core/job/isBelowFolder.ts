/** On Windows these are devices, whatever stands behind a dot; a colon names a stream of a file, and dots and blanks at the end fall away. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;
const NOT_ON_WINDOWS = /[<>:"|?*]|[. ]$/;

/**
 * Whether a name with slashes, which somebody else has chosen, is that of a file below the folder that it is put into. `os` is Node's name of
 * the system.
 */
export function isBelowFolder(name: string, os: string): boolean {
    return !/^\/|\\|\0/.test(name) && name.split("/").every((part) => isPlain(part, os));
}

function isPlain(part: string, os: string): boolean {
    return part !== "." && part !== ".." && (os !== "win32" || !(DEVICE.test(part) || NOT_ON_WINDOWS.test(part)));
}
