package looplm.model.text.jinja.value;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Python's {@code datetime.strftime} in the C locale, for a time without a zone. */
public final class PyDate {

    private static final Locale C = Locale.ENGLISH;

    private PyDate() {}

    /** A time by a format such as {@code %d %b %Y}; what is no field of one stays as it is. */
    public static String format(LocalDateTime time, String format) {
        var result = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) != '%' || i + 1 == format.length()) {
                result.append(format.charAt(i));
                continue;
            }
            char next = format.charAt(++i);
            char flag = "-_0^".indexOf(next) >= 0 && i + 1 < format.length() ? next : ' ';
            String field = flag == ' ' ? field(time, next) : flagged(field(time, format.charAt(++i)), flag);
            result.append(field);
        }
        return result.toString();
    }

    /** A number without leading zeros, with spaces in their place, or a name in capitals. */
    private static String flagged(String field, char flag) {
        int zeros = 0;
        while (zeros + 1 < field.length() && "0 ".indexOf(field.charAt(zeros)) >= 0) {
            zeros++;
        }
        String number = field.substring(zeros);
        return switch (flag) {
            case '-' -> number;
            case '_' -> " ".repeat(zeros) + number;
            case '0' -> "0".repeat(zeros) + number;
            default -> field.toUpperCase(C);
        };
    }

    private static String field(LocalDateTime time, char field) {
        int hour12 = time.get(ChronoField.CLOCK_HOUR_OF_AMPM);
        return switch (field) {
            case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, C);
            case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, C);
            case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, C);
            case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, C);
            case 'c' -> format(time, "%a %b %e %H:%M:%S %Y");
            case 'C' -> two(time.getYear() / 100);
            case 'd' -> two(time.getDayOfMonth());
            case 'D', 'x' -> format(time, "%m/%d/%y");
            case 'e' -> "%2d".formatted(time.getDayOfMonth());
            case 'f' -> "%06d".formatted(time.getNano() / 1000);
            case 'F' -> format(time, "%Y-%m-%d");
            case 'g' -> two(time.get(IsoFields.WEEK_BASED_YEAR) % 100);
            case 'G' -> String.valueOf(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> two(time.getHour());
            case 'I' -> two(hour12);
            case 'j' -> "%03d".formatted(time.getDayOfYear());
            case 'k' -> "%2d".formatted(time.getHour());
            case 'l' -> "%2d".formatted(hour12);
            case 'm' -> two(time.getMonthValue());
            case 'M' -> two(time.getMinute());
            case 'n' -> "\n";
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 'P' -> time.getHour() < 12 ? "am" : "pm";
            case 'r' -> format(time, "%I:%M:%S %p");
            case 'R' -> format(time, "%H:%M");
            case 'S' -> two(time.getSecond());
            case 't' -> "\t";
            case 'T', 'X' -> format(time, "%H:%M:%S");
            case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
            case 'U' -> two((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
            case 'V' -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
            case 'W' -> two((time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7);
            case 'y' -> two(time.getYear() % 100);
            case 'Y' -> String.valueOf(time.getYear());
            case 'z', 'Z' -> "";
            case '%' -> "%";
            default -> "%" + field;
        };
    }

    private static String two(int number) {
        return "%02d".formatted(number);
    }
}
