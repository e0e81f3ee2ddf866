package looplm.inference.http;

import java.util.List;
import looplm.edge.RefusedException;
import looplm.inference.admission.AccountTotals;
import looplm.wire.ErrorCode;
import looplm.wire.inference.AccountCounts;
import looplm.wire.inference.AccountCounts.AccountCount;
import looplm.wire.inference.AccountCounts.Total;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What accounts have cost since the start. */
@RestController
final class AccountsController {

    private final AccountTotals totals;

    AccountsController(AccountTotals totals) {
        this.totals = totals;
    }

    @GetMapping("/internal/accounts")
    AccountCounts all() {
        AccountTotals.Snapshot all = totals.all();
        List<AccountCount> accounts = all.accounts().entrySet().stream()
                .map(entry -> count(entry.getKey(), entry.getValue()))
                .toList();
        return new AccountCounts(totals.since(), accounts, all.others().attempts() == 0 ? null : total(all.others()));
    }

    @GetMapping("/internal/accounts/{account}")
    AccountCount one(@PathVariable String account) {
        String name = CallerHeaders.account("account", account);
        return totals.of(name)
                .map(total -> count(name, total))
                .orElseThrow(
                        () -> RefusedException.of(ErrorCode.NOT_FOUND, "account: nothing is counted under this name"));
    }

    private AccountCount count(String account, AccountTotals.Total total) {
        return new AccountCount(account, totals.since(), total(total));
    }

    private static Total total(AccountTotals.Total total) {
        return new Total(total.attempts(), total.promptSteps(), total.executedSteps(), total.billedSteps());
    }
}
