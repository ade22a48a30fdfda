// Light, dark, or as the system has it.

const NAMES = { system: "As the system has it", light: "Light", dark: "Dark" };

function kept() {
  try { return localStorage.getItem("sandbox.theme") || "system"; } catch { return "system"; }
}

export function setTheme(name) {
  document.documentElement.dataset.theme = name;
  try { localStorage.setItem("sandbox.theme", name); } catch { /* A page without storage forgets. */ }
}

export const startTheme = () => setTheme(kept());

export const isDark = () => {
  const name = document.documentElement.dataset.theme;
  return name === "dark" || (name === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
};

export const themeItems = () =>
  Object.entries(NAMES).map(([name, label]) => ({ label, checked: document.documentElement.dataset.theme === name, choose: () => setTheme(name) }));
