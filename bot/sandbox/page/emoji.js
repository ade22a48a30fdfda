// Emoji by Slack's names. A name that is not here shows as it is written.

const EMOJI = `eyes 👀|handshake 🤝|wave 👋|zzz 💤|+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|white_check_mark ✅|heavy_check_mark ✔️
x ❌|tada 🎉|heart ❤️|fire 🔥|pray 🙏|clap 👏|raised_hands 🙌|joy 😂|smile 😄|grinning 😀|slightly_smiling_face 🙂|wink 😉
thinking_face 🤔|neutral_face 😐|confused 😕|disappointed 😞|cry 😢|sob 😭|angry 😠|rage 😡|scream 😱|flushed 😳|sweat_smile 😅
sunglasses 😎|heart_eyes 😍|rolling_eyes 🙄|face_with_rolling_eyes 🙄|hugging_face 🤗|facepalm 🤦|shrug 🤷|muscle 💪|ok_hand 👌
point_up ☝️|point_right 👉|point_left 👈|point_down 👇|raised_hand ✋|hand ✋|v ✌️|crossed_fingers 🤞|warning ⚠️|rotating_light 🚨
bell 🔔|no_bell 🔕|red_circle 🔴|large_red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢
large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_orange_square 🟧
large_yellow_square 🟨|large_green_square 🟩|large_blue_square 🟦|green_circle 🟢|large_blue_diamond 🔷|small_red_triangle 🔺
triangular_flag_on_post 🚩|checkered_flag 🏁|crossed_flags 🎌|calendar 📅|date 📅|spiral_calendar_pad 🗓️|hourglass ⌛
hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|watch ⌚|clock1 🕐|memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄
bookmark_tabs 📑|file_folder 📁|open_file_folder 📂|card_index 📇|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉
bar_chart 📊|moneybag 💰|dollar 💵|euro 💶|pound 💷|credit_card 💳|receipt 🧾|scales ⚖️|shield 🛡️|lock 🔒|unlock 🔓|key 🔑
bulb 💡|mag 🔍|mag_right 🔎|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍|speech_balloon 💬|left_speech_bubble 🗨️
thought_balloon 💭|loudspeaker 📢|mega 📣|email 📧|envelope ✉️|phone ☎️|telephone_receiver 📞|computer 💻|gear ⚙️|wrench 🔧
hammer 🔨|toolbox 🧰|rocket 🚀|star ⭐|star2 🌟|sparkles ✨|zap ⚡|boom 💥|sunny ☀️|cloud ☁️|umbrella ☂️|snowflake ❄️
rainbow 🌈|seedling 🌱|evergreen_tree 🌲|leaves 🍃|coffee ☕|tea 🍵|pizza 🍕|cake 🍰|beer 🍺|beers 🍻|wine_glass 🍷|gift 🎁
balloon 🎈|trophy 🏆|first_place_medal 🥇|dart 🎯|books 📚|book 📖|house 🏠|office 🏢|factory 🏭|car 🚗|bike 🚲|train 🚆
airplane ✈️|ship 🚢|earth_africa 🌍|earth_americas 🌎|earth_asia 🌏|man 👨|woman 👩|busts_in_silhouette 👥|bust_in_silhouette 👤
robot_face 🤖|ghost 👻|skull 💀|poop 💩|see_no_evil 🙈|dog 🐶|cat 🐱|unicorn_face 🦄|bee 🐝|question ❓|exclamation ❗
heavy_exclamation_mark ❗|grey_question ❔|bangbang ‼️|100 💯|recycle ♻️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑
stop_sign 🛑|construction 🚧|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrows_counterclockwise 🔄|repeat 🔁
leftwards_arrow_with_hook ↩️|arrow_forward ▶️|double_vertical_bar ⏸️|fast_forward ⏩|information_source ℹ️|heavy_plus_sign ➕
heavy_minus_sign ➖|blue_heart 💙|green_heart 💚|yellow_heart 💛|purple_heart 💜|black_heart 🖤|broken_heart 💔`;

const KNOWN = new Map(EMOJI.split(/[|\n]/).map((pair) => pair.split(" ")));
const SKINS = ["", "", "🏻", "🏼", "🏽", "🏾", "🏿"];

/** The character of `wave` or `wave::skin-tone-3`; null where the name is not known. */
export function emojiOf(name) {
  const [plain, tone] = name.split("::");
  const found = KNOWN.get(plain);
  if (!found) return null;
  const skin = tone ? SKINS[Number(tone.replace("skin-tone-", ""))] || "" : "";
  return skin ? found.replace("\ufe0f", "") + skin : found;
}

/** The names that fit what was typed, those that begin so first. */
export function emojiLike(typed, most = 60) {
  const sought = typed.toLowerCase().replaceAll(":", "").trim();
  const seen = new Set();
  const once = [...KNOWN].filter(([, character]) => !seen.has(character) && seen.add(character));
  const fits = (sought ? [...KNOWN] : once).filter(([name]) => name.includes(sought)).map(([name]) => name);
  return fits.sort((a, b) => Number(b.startsWith(sought)) - Number(a.startsWith(sought))).slice(0, most);
}
