const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** A number of bytes as people and container engines write it, by thousands: `812 B`, `5.9 MB`, `81 MB`, `4.2 GB`. */
export function sizeText(bytes: number): string {
    let [size, unit] = [bytes, 0];
    while (size >= 999.5 && unit < UNITS.length - 1) {
        size /= 1000;
        unit += 1;
    }
    return `${unit === 0 || size >= 9.95 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}
