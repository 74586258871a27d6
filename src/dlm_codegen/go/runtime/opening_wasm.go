package exportmanifest

// The systems of WebAssembly have neither FIFOs nor terminals.
const openWithoutWaiting = 0
