# Stands for a coding agent: it is told the file of its prompt and the id of its task, and does the task.
set -eu
grep -q "### $2:" "$1"
mkdir -p letters
case "$2" in
    T01) echo "Thank you for your payment. We are glad to have you as a customer." > letters/thanks.txt ;;
    T02) echo "Sample Ltd, 1 Sample Street" > letters/footer.txt ;;
esac
