import path from "node:path";

/** A bundle in a folder of its own: `clean` and the chunks of one must not touch another's. */
const bundle = (name, target, entry, rest = {}) => ({
    name,
    target,
    entry,
    output: {
        path: path.resolve("dist", name),
        filename: target === "web" ? "main.js" : "main.cjs",
        chunkFilename: "[id].cjs",
        library: { type: target === "web" ? "window" : "commonjs2" },
        clean: true,
    },
    resolve: { extensions: [".ts", ".js"] },
    module: {
        rules: [
            { test: /\.ts$/, loader: "esbuild-loader", options: { target: "es2024" } },
            { test: /\.css$/, type: "asset/resource", generator: { filename: "[name][ext]" } },
        ],
    },
    devtool: "source-map",
    performance: { hints: false },
    stats: "errors-warnings",
    ...rest,
});

export default [
    bundle("extension", "node22", "./src/extension.ts", { externals: { vscode: "commonjs vscode" } }),
    bundle("localServer", "node22", "./src/local/main.ts"),
    bundle("panel", "web", ["./src/webview/panel/main.ts", "uplot/dist/uPlot.min.css"]),
];
