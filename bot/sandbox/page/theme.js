// Light, dark, or as the system has it.

const THEMES = { system: "As the system has it", light: "Light", dark: "Dark" };

/** The server draws the next page as this one: what a page kept for itself it could only ask for while it is drawn. */
export function setTheme(name) {
  document.documentElement.dataset.theme = name;
  document.cookie = `theme=${name}; path=/; max-age=31536000; samesite=strict`;
}

export const isDark = () => {
  const name = document.documentElement.dataset.theme;
  return name === "dark" || (name === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
};

export const themeItems = () =>
  Object.entries(THEMES).map(([name, label]) => ({ label, checked: document.documentElement.dataset.theme === name, choose: () => setTheme(name) }));
